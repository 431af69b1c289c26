import { once } from 'node:events'
import {
  deleteRuns,
  finishRun,
  type Lease,
  recordEpoch,
  recordEvaluation,
  recordLayers,
  recordLogLine,
  recordProgress,
  requestStop,
} from '@atelier/db'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { claimedRun, epochRecord, layers, predictions, progress, queuedRun } from './support/recording.ts'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'
import { type Subscriber, subscriber, take } from './support/subscriber.ts'

let api: TestApi
const clients: Subscriber[] = []
beforeAll(async () => {
  api = await startApi('run_events')
})
afterAll(async () => {
  for (const client of clients) await client.close()
  await api.stop()
})

function connect(): Subscriber {
  const client = subscriber(api)
  clients.push(client)
  return client
}

type Seen = {
  readonly runEvents: { readonly __typename: string; readonly cursor: string; readonly status?: string }
}
const follow = /* GraphQL */ `
  subscription ($runId: ID!, $after: Cursor) {
    runEvents(runId: $runId, after: $after) { __typename cursor runId at ... on StatusChanged { status } }
  }`

const withLines = follow.replace('at ...', 'at ... on LogLine { message } ...')

const sequenceOf = (event: Seen): number =>
  Number(Buffer.from(event.runEvents.cursor, 'base64url').toString())
const upTo = (last: number, first = 1): number[] =>
  Array.from({ length: last - first + 1 }, (_, at) => first + at)

/** A whole run: 3 epochs of `steps` steps, in 5 + 3 * (steps + 2) events after the two of queued and claimed. */
async function recordRun(lease: Lease, steps: number): Promise<void> {
  await recordLayers(api.db, lease, layers)
  for (const epoch of [1, 2, 3]) {
    for (let step = 1; step <= steps; step += 1) await recordProgress(api.db, lease, progress(epoch, step))
    await recordEpoch(api.db, lease, epochRecord(epoch))
  }
  await recordEvaluation(api.db, lease, { epoch: 3, loss: 1, accuracy: 0.5, examples: 3, predictions })
  await finishRun(api.db, lease, { status: 'COMPLETED', reason: null })
}

/** How many sockets a server has open, by what it tells of itself. */
async function openSockets({ address }: TestApi): Promise<number> {
  const metrics = await (await fetch(`${address}/metrics`)).text()
  return Number(/^atelier_websockets\S* (\d+)$/m.exec(metrics)?.[1])
}

/** Every event of a run from `after` on: what the log holds. */
async function lastSequence(runId: string): Promise<number> {
  return Number((await api.db.run.findUniqueOrThrow({ where: { id: runId } })).lastSequence)
}

test('a client that is cut off again and again gets every event once, in order, and then the end', async () => {
  const lease = await claimedRun(api)
  const recording = recordRun(lease, 40)
  const seen: Seen[] = []
  let ended = false
  while (!ended) {
    const client = connect()
    const stream = client.subscribe<Seen>(follow, {
      runId: lease.runId,
      after: seen.at(-1)?.runEvents.cursor ?? null,
    })
    const part = await take(stream, 7)
    seen.push(...part)
    ended = part.length < 7
    client.cut()
  }
  await recording
  expect(seen.map(sequenceOf)).toEqual(upTo(await lastSequence(lease.runId)))
  expect(seen.filter((event) => event.runEvents.__typename === 'EpochCompleted')).toHaveLength(3)
  expect(seen.at(-1)?.runEvents).toMatchObject({ __typename: 'StatusChanged', status: 'COMPLETED' })
})

test('nothing is lost when the connection that listens is killed in the middle', async () => {
  const lease = await claimedRun(api)
  const stream = connect().subscribe<Seen>(follow, { runId: lease.runId })
  const seen = await take(stream, 2)
  const rest = take(stream)
  const [{ killed } = { killed: 0 }] = await api.db.$queryRaw<{ killed: number }[]>`
    SELECT count(pg_terminate_backend(pid))::int AS killed FROM pg_stat_activity
    WHERE application_name = 'atelier-listen' AND datname = current_database()`
  expect(killed).toBe(1)
  await recordRun(lease, 20)
  seen.push(...(await rest))
  expect(seen.map(sequenceOf)).toEqual(upTo(await lastSequence(lease.runId)))
})

test('the stream goes on when every connection to the database is killed', async () => {
  const lease = await claimedRun(api)
  const stream = connect().subscribe<Seen>(follow, { runId: lease.runId })
  const seen = await take(stream, 2)
  const rest = take(stream)
  await api.db.$executeRaw`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name IN ('atelier-listen', 'atelier-api')`
  await recordRun(lease, 5)
  seen.push(...(await rest))
  expect(seen.map(sequenceOf)).toEqual(upTo(await lastSequence(lease.runId)))
})

test('200 subscribers of one run cost one read of the log a wake-up', async () => {
  const lease = await claimedRun(api)
  const streams = [connect(), connect(), connect(), connect()].flatMap((client) =>
    Array.from({ length: 50 }, () => client.subscribe<Seen>(follow, { runId: lease.runId })),
  )
  const all = await Promise.all(streams.map((stream) => take(stream, 2)))
  const queries = vi.spyOn(pg.Client.prototype, 'query')
  const reads = () =>
    queries.mock.calls.filter(([query]) => /^SELECT .* FROM "public"."run_event"/s.test(textOf(query))).length
  try {
    for (let step = 1; step <= 10; step += 1) {
      await recordProgress(api.db, lease, progress(1, step))
      const parts = await Promise.all(streams.map((stream) => take(stream, 1)))
      for (const [at, part] of parts.entries()) all[at]?.push(...part)
    }
    expect(reads()).toBe(10)
  } finally {
    queries.mockRestore()
  }
  for (const events of all) expect(events.map(sequenceOf)).toEqual(upTo(12))
})

const textOf = (query: unknown): string =>
  typeof query === 'object' && query !== null && 'text' in query ? String(query.text) : String(query)

test('a run that is over is delivered whole and the stream ends; after its last event it ends at once', async () => {
  const runId = await queuedRun(api)
  await requestStop(api.db, runId)
  const seen = await take(connect().subscribe<Seen>(follow, { runId }))
  expect(seen.map((event) => event.runEvents.status)).toEqual(['QUEUED', 'STOPPED'])
  const after = seen.at(-1)?.runEvents.cursor
  expect(await take(connect().subscribe<Seen>(follow, { runId, after }))).toEqual([])
})

test('a page that queries a run and subscribes after its cursor misses and repeats nothing', async () => {
  const lease = await claimedRun(api)
  for (const step of [1, 2, 3]) await recordProgress(api.db, lease, progress(1, step))
  const query =
    'query ($id: ID!) { run(id: $id) { cursor latestProgress { step cursor } events { cursor } } }'
  const { run } = dataOf(await api.ask(query, { id: lease.runId }))
  expect(run.latestProgress).toMatchObject({ step: 3, cursor: run.cursor })
  expect(run.events).toHaveLength(5)
  const stream = connect().subscribe<Seen>(follow, { runId: lease.runId, after: run.cursor })
  const next = take(stream, 1)
  await recordProgress(api.db, lease, progress(1, 4))
  expect((await next).map(sequenceOf)).toEqual([6])
})

test('a client that does not read is cut off, costs the others and the server nothing, and goes on after its cursor', async () => {
  const strict = await startApi('unread', { keepAliveMilliseconds: 2_000 })
  const lease = await claimedRun(strict)
  const reader = subscriber(strict)
  const sleeper = new WebSocket(`ws://127.0.0.1:${strict.port}/graphql`, 'graphql-transport-ws')
  const received: string[] = []
  sleeper.on('message', (data) => received.push(String(data)))
  await once(sleeper, 'open')
  sleeper.send(JSON.stringify({ type: 'connection_init' }))
  await once(sleeper, 'message')
  const variables = { runId: lease.runId, after: null }
  sleeper.send(JSON.stringify({ id: 'a', type: 'subscribe', payload: { query: withLines, variables } }))
  await vi.waitFor(() => expect(received.length).toBeGreaterThan(2), { timeout: 30_000 })
  sleeper.pause()
  const cut = once(sleeper, 'close')
  const reading = take<Seen>(reader.subscribe(follow, variables))
  // More than the buffers between the two hold.
  const message = 'x'.repeat(150_000)
  for (let line = 0; line < 100; line += 1)
    await recordLogLine(strict.db, lease, { level: 'info', message: `${line} ${message}` })
  await finishRun(strict.db, lease, { status: 'COMPLETED', reason: null })
  const all = (await reading).map(({ runEvents: { cursor } }) => cursor)
  expect(all).toHaveLength(103)
  await vi.waitFor(async () => expect(await openSockets(strict)).toBe(0), { timeout: 30_000 })
  sleeper.resume()
  await cut
  const had = received.flatMap((text) => JSON.parse(text).payload?.data?.runEvents.cursor ?? [])
  expect(had.length).toBeLessThan(all.length)
  const rest = await take<Seen>(reader.subscribe(follow, { ...variables, after: had.at(-1) }))
  expect([...had, ...rest.map(({ runEvents: { cursor } }) => cursor)]).toEqual(all)
  await reader.close()
  await strict.stop()
})

test('a client that was asleep finds the code by which it was cut off', async () => {
  const strict = await startApi('asleep', { keepAliveMilliseconds: 200 })
  const sleeper = new WebSocket(`ws://127.0.0.1:${strict.port}/graphql`, 'graphql-transport-ws')
  await once(sleeper, 'open')
  sleeper.send(JSON.stringify({ type: 'connection_init' }))
  await once(sleeper, 'message')
  sleeper.pause()
  await vi.waitFor(async () => expect(await openSockets(strict)).toBe(0), { timeout: 30_000 })
  const cut = once(sleeper, 'close')
  sleeper.resume()
  const [code, reason] = await cut
  expect([code, String(reason)]).toEqual([1013, 'What was sent was not read'])
  await strict.stop()
})

test('an error ends its own subscription only', async () => {
  const lease = await claimedRun(api)
  const client = connect()
  const healthy = client.subscribe<Seen>(follow, { runId: lease.runId })
  await take(healthy, 2)
  const failing = async (query: string, variables: Record<string, unknown>) => {
    try {
      await take(client.subscribe<Seen>(query, variables))
    } catch (error) {
      return JSON.stringify(error instanceof Error ? error.message : error)
    }
    return 'no error'
  }
  const unknown = '00000000-0000-7000-8000-000000000000'
  expect(await failing(follow, { runId: unknown })).toContain(`There is no run ${unknown}`)
  expect(await failing(follow, { runId: 'nonsense' })).toContain('There is no run nonsense')
  expect(await failing(follow, { runId: lease.runId, after: 'x!' })).toContain('not a cursor')
  const ahead = Buffer.from('99').toString('base64url')
  expect(await failing(follow, { runId: lease.runId, after: ahead })).toContain('lies ahead of every event')
  expect(await failing('subscription { nothing }', {})).toContain('Cannot query field')
  expect(await failing('subscription {', {})).toContain('Syntax Error')
  const next = take(healthy, 1)
  await recordProgress(api.db, lease, progress(1, 1))
  expect((await next).map(sequenceOf)).toEqual([3])
})

test('deleting a run ends its streams with NOT_FOUND', async () => {
  const runId = await queuedRun(api)
  const stream = connect().subscribe<Seen>(follow, { runId })
  await take(stream, 1)
  // Listened to before it can come.
  const ended = expect(stream.next()).rejects.toMatchObject([
    { message: `Run ${runId} was deleted.`, extensions: { code: 'NOT_FOUND' } },
  ])
  await deleteRuns(api.db, [runId])
  await ended
})

test('every type of event carries what it stands for', async () => {
  const lease = await claimedRun(api)
  await recordRun(lease, 1)
  const detailed = /* GraphQL */ `
    subscription ($runId: ID!) {
      runEvents(runId: $runId) {
        __typename
        ... on StepProgress { epoch step stepsPerEpoch loss accuracy examplesPerSecond }
        ... on EpochCompleted { completed: epoch { index loss accuracy validationLoss validationAccuracy learningRate seconds } }
        ... on LayersSummarized { layers { name outputShape parameters settings } parameterCount { total } }
        ... on ConfusionMatrixComputed { confusionMatrix { epoch split labels counts accuracy classes { label recall precision f1 support } } }
        ... on EvaluationCompleted { evaluation { epoch split loss accuracy examples } }
      }
    }`
  type Detailed = { readonly runEvents: { readonly __typename: string } }
  const seen = await take(connect().subscribe<Detailed>(detailed, { runId: lease.runId }))
  const first = (type: string) => seen.find((event) => event.runEvents.__typename === type)?.runEvents
  expect(first('StepProgress')).toMatchObject({
    epoch: 1,
    step: 1,
    stepsPerEpoch: 4,
    loss: 1,
    examplesPerSecond: 1000,
  })
  expect(first('EpochCompleted')).toMatchObject({
    completed: { index: 1, loss: 1, validationLoss: 1.5, seconds: 2 },
  })
  expect(first('LayersSummarized')).toMatchObject({
    layers: [{ name: 'dense', outputShape: [null, 10], settings: { units: 10 } }],
    parameterCount: { total: 7850 },
  })
  expect(first('ConfusionMatrixComputed')).toMatchObject({
    confusionMatrix: {
      ...{ epoch: 1, split: 'TEST', labels: ['no', 'yes'] },
      counts: [
        [1, 0],
        [1, 1],
      ],
      accuracy: 2 / 3,
      classes: [
        { label: 'no', recall: 1, precision: 0.5, f1: 2 / 3, support: 1 },
        { label: 'yes', recall: 0.5, precision: 1, f1: 2 / 3, support: 2 },
      ],
    },
  })
  expect(first('EvaluationCompleted')).toMatchObject({
    evaluation: { epoch: 3, split: 'TEST', accuracy: 0.5 },
  })
})
