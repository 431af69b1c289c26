import { registerWorker, seeWorker } from '@atelier/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi('workers')
})
afterAll(() => api.stop())

const drain = 'mutation ($id: ID!) { drainWorker(id: $id) { worker { status } userErrors { path code } } }'
const resume = 'mutation ($id: ID!) { resumeWorker(id: $id) { worker { status } userErrors { path code } } }'

test('a worker is drained and resumed; one that has gone cannot be', async () => {
  const facts = { name: 'worker', host: 'here', device: 'CPU' }
  const { id } = await registerWorker(api.db, facts)
  expect(dataOf(await api.ask(drain, { id })).drainWorker).toEqual({
    ...{ worker: { status: 'draining' }, userErrors: [] },
  })
  // Its heartbeat leaves that alone.
  await seeWorker(api.db, { id, ...facts, status: 'TRAINING' })
  expect(dataOf(await api.ask('{ workers { status } }')).workers).toEqual([{ status: 'draining' }])
  expect(dataOf(await api.ask(resume, { id })).resumeWorker.worker).toEqual({ status: 'training' })

  await seeWorker(api.db, { id, ...facts, status: 'STOPPED' })
  expect(dataOf(await api.ask(drain, { id })).drainWorker).toEqual({
    worker: null,
    userErrors: [{ path: ['id'], code: 'ALREADY_ENDED' }],
  })
  for (const none of ['none', '00000000-0000-7000-8000-000000000000'])
    expect(dataOf(await api.ask(resume, { id: none })).resumeWorker.userErrors).toEqual([
      { path: ['id'], code: 'NOT_FOUND' },
    ])
})
