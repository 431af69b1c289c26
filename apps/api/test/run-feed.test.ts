import { finishRun, recordLogLine, recordProgress } from '@atelier/db'
import { listenUrlOf } from '@atelier/db/testing'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { startServices } from '../src/services.ts'
import { claimedRun, progress } from './support/recording.ts'
import { startApi, type TestApi } from './support/start-api.ts'

let api: TestApi
let own: Awaited<ReturnType<typeof startServices>>
beforeAll(async () => {
  api = await startApi('run_feed')
  own = await startServices({
    databaseUrl: api.databaseUrl,
    listenUrl: listenUrlOf(api.databaseUrl),
    dataFolder: '/nowhere',
    log: pino({ level: 'silent' }),
  })
})
afterAll(async () => {
  await own.stop()
  await api.stop()
})
afterEach(() => {
  vi.restoreAllMocks()
})

const textOf = (query: unknown): string =>
  typeof query === 'object' && query !== null && 'text' in query ? String(query.text) : String(query)

/** Counts the reads of event logs from now on. */
function countLogReads(): () => number {
  const queries = vi.spyOn(pg.Client.prototype, 'query')
  return () =>
    queries.mock.calls.filter(([query]) => /^SELECT .* FROM "public"."run_event"/s.test(textOf(query))).length
}

async function sequences(events: AsyncIterable<{ readonly sequence: bigint }>): Promise<number[]> {
  const seen: number[] = []
  for await (const event of events) seen.push(Number(event.sequence))
  return seen
}

const upTo = (last: number, first = 1): number[] =>
  Array.from({ length: last - first + 1 }, (_, at) => first + at)

test('a slow subscriber falls back to the log, pages through it and misses nothing', async () => {
  const lease = await claimedRun(api)
  const { runFeed } = own.services
  const slow = runFeed.events(lease.runId, 0n)
  expect((await slow.next()).value).toMatchObject({ sequence: 1n })
  const quick = sequences(runFeed.events(lease.runId, 0n))
  const lines = Array.from({ length: 1500 }, (_, at) => ({ level: 'info', message: `line ${at}` }) as const)
  for (const line of lines.slice(0, 20)) await recordLogLine(api.db, lease, line)
  await finishRun(api.db, lease, { status: 'FAILED', reason: 'out of words', lines })
  expect(await quick).toEqual(upTo(1523))
  const reads = countLogReads()
  expect(await sequences(slow)).toEqual(upTo(1523, 2))
  // 1522 events in pages of 500, the last of them from memory.
  expect(reads()).toBe(3)
})

test('a subscriber that leaves while it waits is gone at once, and nobody reads for it any more', async () => {
  const lease = await claimedRun(api)
  const { runFeed } = own.services
  const leaving = runFeed.events(lease.runId, 0n)
  await leaving.next()
  await leaving.next()
  const waiting = leaving.next()
  await leaving.return?.()
  expect(await waiting).toEqual({ done: true, value: undefined })
  const reads = countLogReads()
  await recordProgress(api.db, lease, progress(1, 1))
  const other = runFeed.events(lease.runId, 2n)
  expect((await other.next()).value).toMatchObject({ sequence: 3n })
  await other.return?.()
  expect(reads()).toBe(1)
})

test('many wake-ups while the log is read cost one more read', async () => {
  const lease = await claimedRun(api)
  const { runFeed } = own.services
  const stream = runFeed.events(lease.runId, 2n)
  const next = stream.next()
  await recordProgress(api.db, lease, progress(1, 1))
  expect((await next).value).toMatchObject({ sequence: 3n })
  const reads = countLogReads()
  const { projectId } = await api.db.run.findUniqueOrThrow({ where: { id: lease.runId } })
  for (let wake = 0; wake < 30; wake += 1)
    runFeed.notified({ runId: lease.runId, projectId, sequence: 1000n, kind: 'PROGRESSED' })
  const after = stream.next()
  await recordProgress(api.db, lease, progress(1, 2))
  expect((await after).value).toMatchObject({ sequence: 4n })
  await stream.return?.()
  // The first wake-up, all the others together, and the real one.
  expect(reads()).toBeLessThanOrEqual(3)
})
