import { EventEmitter, on } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  deleteRuns,
  type Lease,
  listen,
  parseRunControlNotification,
  parseRunEventsNotification,
  RUN_CONTROL_CHANNEL,
  RUN_EVENTS_CHANNEL,
  type RunQueue,
  readEvents,
  recordEpoch,
  recordLogLine,
  recordProgress,
  requestStop,
  updateRun,
} from '../src/index.ts'
import { createTestDatabase, listenUrlOf, type TestDatabase } from '../src/testing/index.ts'
import { claimedRun, epochRecord, testQueue } from './fixtures.ts'

let database: TestDatabase
let queue: RunQueue
beforeAll(async () => {
  database = await createTestDatabase('event_log')
  queue = await testQueue(database.url)
})
afterAll(async () => {
  await queue.stop()
  await database.drop()
})

const progress = { epoch: 1, step: 1, stepsPerEpoch: 4, loss: 1, accuracy: 0, examplesPerSecond: 1 }

test('a line is recorded once, however often it is asked for', async () => {
  const { db } = database
  const lease = await claimedRun(db, queue)
  const [line, other] = [
    { level: 'info', message: 'once' } as const,
    { level: 'warn', message: 'once' } as const,
  ]
  for (const each of [line, line, other, line]) await recordLogLine(db, lease, each)
  const events = await readEvents(db, { runId: lease.runId, after: 0n, limit: 100 })
  expect(events.flatMap((event) => (event.type === 'LogLine' ? [event.payload] : []))).toEqual([line, other])
})

test('a reader that follows by number misses and repeats nothing while many write', async () => {
  const { db } = database
  const lease = await claimedRun(db, queue)
  const writers = Array.from({ length: 6 }, async (_, writer) => {
    for (let line = 0; line < 20; line += 1)
      await recordLogLine(db, lease, { level: 'info', message: `${writer}: ${line}` })
  })
  const steps = Array.from({ length: 20 }, () => recordProgress(db, lease, progress))
  let writing = true
  const written = Promise.all([...writers, ...steps]).finally(() => {
    writing = false
  })
  const seen: bigint[] = []
  const follow = async () => {
    const events = await readEvents(db, { runId: lease.runId, after: seen.at(-1) ?? 0n, limit: 7 })
    seen.push(...events.map((event) => event.sequence))
    return events.length
  }
  while (writing) await follow()
  await written
  while ((await follow()) > 0);
  expect(seen).toEqual(Array.from({ length: 2 + 120 + 20 }, (_, index) => BigInt(index + 1)))
})

test('listeners are told of every commit with its newest number, and of deletion', async () => {
  const { db } = database
  const lease = await claimedRun(db, queue)
  const news = await hear(RUN_EVENTS_CHANNEL, 5, async () => {
    await recordProgress(db, lease, progress)
    await recordEpoch(db, lease, epochRecord(1))
    await updateRun(db, { id: lease.runId, name: 'heard' })
    await requestStop(db, lease.runId)
    await finishAndDelete(lease)
  })
  const heard = news.map(parseRunEventsNotification)
  expect(heard.map(({ sequence, kind }) => [sequence, kind])).toEqual([
    ...[
      [3n, 'PROGRESSED'],
      [5n, 'UPDATED'],
      [5n, 'UPDATED'],
      [5n, 'UPDATED'],
      [5n, 'DELETED'],
    ],
  ])
  expect(new Set(heard.map(({ runId }) => runId))).toEqual(new Set([lease.runId]))
})

test('workers are told of a waiting run and of a stop', async () => {
  const { db } = database
  const orders = await hear(RUN_CONTROL_CHANNEL, 2, async () => {
    const { runId } = await claimedRun(db, queue)
    await requestStop(db, runId)
  })
  expect(orders.map((order) => parseRunControlNotification(order).action)).toEqual(['launch', 'stop'])
})

async function finishAndDelete({ runId }: Lease): Promise<void> {
  await database.db.run.update({ where: { id: runId }, data: { status: 'STOPPED' } })
  await deleteRuns(database.db, [runId])
}

/** What a channel says while `act` runs, until it has said `count` things. */
async function hear(channel: string, count: number, act: () => Promise<void>): Promise<string[]> {
  const said = new EventEmitter()
  const listening = await listen(listenUrlOf(database.url), [channel], {
    onNotification: (_, payload) => said.emit('payload', payload),
    onReconnect: () => {},
  })
  try {
    const heard = on(said, 'payload')
    await act()
    const payloads: string[] = []
    for await (const [payload] of heard) if (payloads.push(payload) === count) break
    return payloads
  } finally {
    await listening.stop()
  }
}
