import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimedRun } from './support/recording.ts'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi('lost_workers')
})
afterAll(() => api.stop())

test('a run whose worker died waits again, also where no worker lives that could tell', async () => {
  const { runId: id } = await claimedRun(api)
  const shown = async () =>
    dataOf(await api.ask('query ($id: ID!) { run(id: $id) { status attempts { cause reason } } }', { id }))
      .run
  expect(await shown()).toEqual({ status: 'RUNNING', attempts: [{ cause: null, reason: null }] })
  await api.db.run.update({ where: { id }, data: { leaseExpiresAt: new Date() } })
  await expect.poll(async () => (await shown()).status, { timeout: 30_000 }).toBe('QUEUED')
  const reason = 'The worker worker on here stopped answering while it trained this run.'
  expect((await shown()).attempts).toEqual([{ cause: 'WORKER_LOST', reason }])
})
