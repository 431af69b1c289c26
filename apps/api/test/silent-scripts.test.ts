import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startProcess, stopProcess } from './support/api-process.ts'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi('silent_scripts')
})
afterAll(() => api.stop())

const create = 'mutation ($project: ID!) { createRun(input: {projectId: $project}) { run { id } } }'
const ask = 'query ($id: ID!) { run(id: $id) { status error } }'
const finish = 'mutation ($id: ID!) { finishRun(id: $id, status: COMPLETED) { run { status error } } }'

test('a run whose script was killed fails; a later finishRun tells how it ended', async () => {
  const { id: project } = await api.db.project.findFirstOrThrow()
  const { id } = dataOf(await api.ask(create, { project })).createRun.run
  await api.db.$executeRaw`UPDATE run_event SET at = at - interval '3 minutes' WHERE run_id = ${id}::uuid`
  const process = await startProcess(api.databaseUrl, { env: { ATELIER_SILENT_MINUTES: '2' } })
  await vi.waitFor(
    async () =>
      expect(dataOf(await api.ask(ask, { id })).run).toEqual({
        ...{ status: 'FAILED', error: 'Nothing was heard of its script for 2 minutes.' },
      }),
    { timeout: 30_000 },
  )
  expect(await stopProcess(process)).toBe(0)
  expect(dataOf(await api.ask(finish, { id })).finishRun.run).toEqual({ status: 'COMPLETED', error: null })
})
