import { recordProgress } from '@atelier/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startProcess, stopProcess } from './support/api-process.ts'
import { claimedRun, progress } from './support/recording.ts'
import { startApi, type TestApi } from './support/start-api.ts'
import { subscriber, take } from './support/subscriber.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi('two')
})
afterAll(() => api.stop())

const QUERY =
  'subscription ($runId: ID!, $after: Cursor) { runEvents(runId: $runId, after: $after) { cursor __typename } }'
type Seen = { readonly runEvents: { readonly cursor: string } }
const cursors = (seen: readonly Seen[]) => seen.map(({ runEvents }) => runEvents.cursor)

test('two API processes on one database tell the same, and a subscriber moves between them', async () => {
  const lease = await claimedRun(api)
  const { runId } = lease
  const [first, second] = await Promise.all([startProcess(api.databaseUrl), startProcess(api.databaseUrl)])
  const [atFirst, atSecond, moved] = [subscriber(first), subscriber(second), subscriber(second)]
  const [one, other] = [atFirst, atSecond].map((client) => client.subscribe<Seen>(QUERY, { runId }))
  if (!one || !other) throw new Error('both subscribe')
  const before = [await take(one, 2), await take(other, 2)].map(cursors)
  expect(before[0]).toEqual(before[1])
  for (let step = 1; step <= 5; step += 1) await recordProgress(api.db, lease, progress(1, step))
  const live = [await take(one, 5), await take(other, 5)].map(cursors)
  expect(live[0]).toEqual(live[1])
  expect(new Set([...(before[0] ?? []), ...(live[0] ?? [])]).size).toBe(7)
  // The first process goes: its subscriber takes the cursor of what it saw last along.
  const after = live[0]?.at(-1)
  atFirst.cut()
  await recordProgress(api.db, lease, progress(1, 6))
  const onward = moved.subscribe<Seen>(QUERY, { runId, after })
  const missed = cursors(await take(onward, 1))
  await recordProgress(api.db, lease, progress(1, 7))
  expect([...missed, ...cursors(await take(onward, 1))]).toEqual(cursors(await take(other, 2)))
  await Promise.all([atSecond.close(), moved.close()])
  expect(await Promise.all([stopProcess(first), stopProcess(second)])).toEqual([0, 0])
})
