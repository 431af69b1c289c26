import { finishRun } from '@atelier/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimedRun } from './support/recording.ts'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi('orders')
})
afterAll(() => api.stop())

const PAYLOAD = '{ run { status } userErrors { path code } }'
const order = async (call: string, variables: object) =>
  dataOf(await api.ask(`mutation ($id: ID!) { payload: ${call} ${PAYLOAD} }`, variables)).payload

test('orders are accepted for a run in training, and refused with path and code otherwise', async () => {
  const lease = await claimedRun(api)
  const id = lease.runId
  const accepted = { run: { status: 'RUNNING' }, userErrors: [] }
  expect(await order('resumeRun(id: $id)', { id })).toMatchObject({
    ...{ run: null, userErrors: [{ path: ['id'], code: 'CONFLICT' }] },
  })
  expect(await order('pauseRun(id: $id)', { id })).toEqual(accepted)
  expect(await order('resumeRun(id: $id)', { id })).toEqual(accepted)
  expect(await order('steerRun(id: $id, learningRate: 0.01, epochs: 7)', { id })).toEqual(accepted)
  expect(await order('steerRun(id: $id, learningRate: 0)', { id })).toMatchObject({
    userErrors: [{ path: ['learningRate'], code: 'INVALID_VALUE' }],
  })
  expect(await order('forkRun(input: { runId: $id, epoch: 1 })', { id })).toMatchObject({
    ...{ run: null, userErrors: [{ path: ['epoch'], code: 'NOT_FOUND' }] },
  })
  await finishRun(api.db, lease, { status: 'COMPLETED', reason: null })
  expect(await order('pauseRun(id: $id)', { id })).toMatchObject({
    userErrors: [{ path: ['id'], code: 'ALREADY_ENDED' }],
  })
})
