import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import {
  findLatestProgress,
  type Lease,
  type RunQueue,
  readEvents,
  readLogLines,
  recordLogLine,
} from '../src/index.ts'
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts'
import { claimedRun, testQueue } from './fixtures.ts'

/** Events of progress before and after the lines, on which a plan without their index looks first. */
const HALF = 50_000
const LINES = 10

let database: TestDatabase
let queue: RunQueue
let lease: Lease
beforeAll(async () => {
  database = await createTestDatabase('log_plans')
  queue = await testQueue(database.url)
  lease = await claimedRun(database.db, queue)
  await addProgress()
  for (let line = 0; line < LINES; line += 1) await addLine(line)
  await addProgress()
  await database.db.$executeRaw`ANALYZE run_event`
}, 120_000)
afterAll(async () => {
  await queue.stop()
  await database.drop()
})

const addLine = (line: number): Promise<void> =>
  recordLogLine(database.db, lease, { level: 'info', message: `line ${line}` })

async function addProgress(): Promise<void> {
  const progress = { epoch: 1, step: 1, stepsPerEpoch: 4, loss: 1, accuracy: 0.5, examplesPerSecond: 9 }
  await database.db.$executeRaw`
    INSERT INTO run_event (run_id, sequence, at, type, payload)
    SELECT id, last_sequence + step, now(), 'StepProgress', ${JSON.stringify(progress)}::jsonb
    FROM run, generate_series(1, ${HALF}::int) AS step WHERE id = ${lease.runId}::uuid`
  await database.db.$executeRaw`
    UPDATE run SET last_sequence = last_sequence + ${HALF}::int WHERE id = ${lease.runId}::uuid`
}

type Plan = {
  readonly Plans?: Plan[] | undefined
  readonly 'Actual Rows': number
  readonly 'Rows Removed by Filter'?: number | undefined
}
const plan: z.ZodType<Plan> = z.lazy(() =>
  z.object({
    'Actual Rows': z.number(),
    'Rows Removed by Filter': z.number().optional(),
    Plans: z.array(plan).optional(),
  }),
)
const explained = z.tuple([z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan: plan })]) })])

/** Rows that a node of a plan and those below it look at. */
const looked = ({ Plans = [], 'Actual Rows': kept, 'Rows Removed by Filter': removed = 0 }: Plan): number =>
  Plans.reduce((sum, each) => sum + looked(each), kept + removed)

/** How many rows PostgreSQL looks at for the statements on the log that a verb sends. */
async function rowsLookedAt(act: () => Promise<unknown>): Promise<number> {
  const queries = vi.spyOn(pg.Client.prototype, 'query')
  await act()
  const sent = queries.mock.calls.flatMap(([query]) => {
    const known = z.object({ text: z.string(), values: z.array(z.unknown()) }).safeParse(query)
    return known.success && /^\s*SELECT .*run_event/s.test(known.data.text) ? [known.data] : []
  })
  queries.mockRestore()
  expect(sent.length).toBeGreaterThan(0)
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    let rows = 0
    for (const { text, values } of sent) {
      const answer = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values)
      rows += looked(explained.parse(answer.rows)[0]['QUERY PLAN'][0].Plan)
    }
    return rows
  } finally {
    await client.end()
  }
}

test.each([
  {
    what: 'the newest lines are read',
    act: () => readLogLines(database.db, { runId: lease.runId, last: 1_000 }),
  },
  { what: 'a line is recorded', act: () => addLine(LINES) },
  {
    what: 'the newest progress is looked for',
    act: async () =>
      findLatestProgress(
        database.db,
        await database.db.run.findUniqueOrThrow({ where: { id: lease.runId } }),
      ),
  },
  {
    what: 'a page in the middle is read',
    act: () => readEvents(database.db, { runId: lease.runId, after: BigInt(HALF), limit: 20 }),
  },
])('of 100,000 events of a run only some are looked at when $what', async ({ act }) => {
  expect(await rowsLookedAt(act)).toBeLessThan(100)
})

test('the lines are found, oldest first', async () => {
  const lines = await readLogLines(database.db, { runId: lease.runId, last: 3 })
  const newest = lines.map(({ payload }) => payload.message)
  expect(newest).toEqual([LINES - 2, LINES - 1, LINES].map((line) => `line ${line}`))
})
