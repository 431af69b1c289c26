import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  createRun,
  failSilentRuns,
  finishLoggedRun,
  logMetrics,
  openRunQueue,
  type RunQueue,
  readEvents,
  resumeHeardRuns,
} from '../src/index.ts'
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts'
import { claimedRun, must, projectId } from './fixtures.ts'

let database: TestDatabase
let queue: RunQueue
beforeAll(async () => {
  database = await createTestDatabase('silent')
  queue = await openRunQueue(database.url, { tidy: false, onError: (error) => console.error(error) })
})
afterAll(async () => {
  await queue.stop()
  await database.drop()
})

const LIMIT = { minutes: 60 }

/** A script's run that was last heard of so many minutes ago. */
async function silentFor(minutes: number): Promise<string> {
  const { db } = database
  const { id } = must(await createRun(db, { projectId: await projectId(db), parameters: {} }))
  await db.$executeRaw`
    UPDATE run_event SET at = at - make_interval(mins => ${minutes}::int) WHERE run_id = ${id}::uuid`
  return id
}

const point = { name: 'loss', step: 1, value: 0.5 }
const row = (id: string) => database.db.run.findUniqueOrThrow({ where: { id } })
const statuses = async (id: string) =>
  (await readEvents(database.db, { runId: id, after: 0n, limit: 100 })).flatMap(({ type, payload }) =>
    type === 'StatusChanged' ? [payload.status] : [],
  )

test('only a script that was silent too long fails its run, once, with the reason', async () => {
  const { db } = database
  const [silent, talking] = [await silentFor(61), await silentFor(59)]
  const { runId: ours } = await claimedRun(db, queue)
  await db.$executeRaw`UPDATE run_event SET at = at - interval '1 day' WHERE run_id = ${ours}::uuid`
  const failed = (await Promise.all([failSilentRuns(db, LIMIT), failSilentRuns(db, LIMIT)])).flat()
  expect(failed.map(({ id }) => id)).toEqual([silent])
  expect(await row(silent)).toMatchObject({
    ...{ status: 'FAILED', error: 'Nothing was heard of its script for 60 minutes.' },
    finishedAt: expect.any(Date),
  })
  expect(await statuses(silent)).toEqual(['RUNNING', 'FAILED'])
  expect((await row(talking)).status).toBe('RUNNING')
  expect((await row(ours)).status).toBe('RUNNING')
  // Nothing new was heard: it stays as it is.
  expect(await resumeHeardRuns(db)).toEqual([])
})

test('a run whose script is heard of again runs again, and fails again after the next silence', async () => {
  const { db } = database
  const id = await silentFor(120)
  await failSilentRuns(db, LIMIT)
  must(await logMetrics(db, { runId: id, points: [point] }))
  const resumed = (await Promise.all([resumeHeardRuns(db), resumeHeardRuns(db)])).flat()
  expect(resumed.map((run) => run.id)).toEqual([id])
  expect(await row(id)).toMatchObject({ status: 'RUNNING', error: null, finishedAt: null })
  expect(await failSilentRuns(db, LIMIT)).toEqual([])
  await db.$executeRaw`UPDATE run_event SET at = at - interval '2 hours' WHERE run_id = ${id}::uuid`
  await failSilentRuns(db, LIMIT)
  expect(await statuses(id)).toEqual(['RUNNING', 'FAILED', 'RUNNING', 'FAILED'])
})

test('a later sync fills and ends it as its script wanted; any other end stays', async () => {
  const { db } = database
  const id = await silentFor(120)
  await failSilentRuns(db, LIMIT)
  must(await logMetrics(db, { runId: id, points: [point] }))
  must(await finishLoggedRun(db, { id, status: 'COMPLETED' }))
  expect(await row(id)).toMatchObject({ status: 'COMPLETED', error: null, silentSince: null })
  expect(await finishLoggedRun(db, { id, status: 'FAILED' })).toMatchObject({
    ...{ ok: false, issues: [{ code: 'ALREADY_ENDED' }] },
  })
  const raised = await silentFor(120)
  await failSilentRuns(db, LIMIT)
  must(await finishLoggedRun(db, { id: raised, status: 'FAILED', error: 'ValueError: no such file' }))
  expect(await row(raised)).toMatchObject({ status: 'FAILED', error: 'ValueError: no such file' })
  expect(await resumeHeardRuns(db)).toEqual([])
})
