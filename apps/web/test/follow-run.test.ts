import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ApolloClient, ApolloLink, InMemoryCache, Observable } from '@apollo/client'
import { buildSchema, execute, GraphQLError, subscribe as subscribeTo, validate } from 'graphql'
import { createClient } from 'graphql-ws'
import { useServer as attachServer } from 'graphql-ws/use/ws'
import { afterEach, expect, test, vi } from 'vitest'
import WebSocket, { WebSocketServer } from 'ws'
import { RunLogDocument, RunMatrixDocument, RunPageDocument } from '#gql/graphql.ts'
import { typePolicies } from '../src/apollo/cache.ts'
import type { RunEvent } from '../src/run/apply-run-event.ts'
import { followRun } from '../src/run/follow-run.ts'
import { epoch, events, runOnPage } from './run-on-page.ts'

/** What the subscription of these tests needs of the API's schema. */
const schema = buildSchema(`
  scalar Cursor scalar DateTime scalar JSON
  type Query { ok: Boolean }
  type Subscription { runEvents(runId: ID!, after: Cursor): RunEvent! }
  interface RunEvent { cursor: Cursor! runId: ID! at: DateTime! }
  type StatusChanged implements RunEvent { cursor: Cursor! runId: ID! at: DateTime! status: String! reason: String }
  type StepProgress implements RunEvent { cursor: Cursor! runId: ID! at: DateTime! epoch: Int! step: Int! stepsPerEpoch: Int! loss: Float! accuracy: Float! examplesPerSecond: Float! }
  type EpochCompleted implements RunEvent { cursor: Cursor! runId: ID! at: DateTime! epoch: Epoch! }
  type ConfusionMatrixComputed implements RunEvent { cursor: Cursor! runId: ID! at: DateTime! confusionMatrix: ConfusionMatrix! }
  type LayersSummarized implements RunEvent { cursor: Cursor! runId: ID! at: DateTime! layers: [LayerSummary!]! parameterCount: ParameterCount! }
  type EvaluationCompleted implements RunEvent { cursor: Cursor! runId: ID! at: DateTime! evaluation: Evaluation! }
  type LogLine implements RunEvent { cursor: Cursor! runId: ID! at: DateTime! level: String! message: String! }
  type RunRecovered implements RunEvent { cursor: Cursor! runId: ID! at: DateTime! epoch: Int! }
  type Epoch { index: Int! loss: Float! accuracy: Float! validationLoss: Float validationAccuracy: Float learningRate: Float! seconds: Float! examplesPerSecond: Float! finishedAt: DateTime! }
  type ConfusionMatrix { epoch: Int! split: String! labels: [String!]! counts: [[Int!]!]! accuracy: Float! classes: [ClassReport!]! }
  type ClassReport { label: String! precision: Float recall: Float f1: Float support: Int! }
  type LayerSummary { index: Int! name: String! type: String! outputShape: [Int]! parameters: Int! trainable: Int! nonTrainable: Int! settings: JSON! }
  type ParameterCount { total: Int! trainable: Int! nonTrainable: Int! }
  type Evaluation { epoch: Int! split: String! loss: Float! accuracy: Float! examples: Int! }
`)

/** Fields that the query renames, as the server calls them. */
function onServer(event: RunEvent): object {
  if (event.__typename === 'EpochCompleted') return { ...event, epoch: event.completed }
  return event.__typename === 'RunRecovered' ? { ...event, epoch: event.lastEpoch } : event
}

type Trouble = 'error' | 'cut' | 'end'

// Connections on a busy machine take their time; every wait below ends with the event that it waits for.
vi.setConfig({ testTimeout: 60_000 })

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

/**
 * A server with the event log of one run, which it replays from a cursor and then ends. Once each, behind the event of a
 * cursor, it fails, cuts the connection or ends too early. It notes the cursor that every subscription came with.
 */
async function serve(log: readonly RunEvent[], troubles: { [cursor: string]: Trouble } = {}) {
  const cursors: number[] = []
  const http = createServer()
  const subscribe = async function* ({ after }: { after?: string }) {
    cursors.push(Number(after))
    for (const event of log.filter(({ cursor }) => Number(cursor) > Number(after))) {
      yield {
        runEvents: onServer(event),
      }
      const trouble = troubles[event.cursor]
      delete troubles[event.cursor]
      if (trouble === 'error') throw new GraphQLError('the feed is being restarted')
      if (trouble === 'cut') for (const socket of wss.clients) socket.terminate()
      if (trouble) return
    }
  }
  const wss = new WebSocketServer({ server: http, path: '/graphql' })
  // Vite hands this file another build of graphql than Node hands graphql-ws: the schema stays with its own.
  const ours = { schema, execute, subscribe: subscribeTo, validate }
  const served = attachServer({ ...ours, roots: { subscription: { runEvents: subscribe } } }, wss)
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  cleanUps.push(async () => {
    await served.dispose()
    http.closeAllConnections()
    http.close()
  })
  const { port } = http.address() as AddressInfo
  return { cursors, url: `ws://127.0.0.1:${port}/graphql` }
}

/** A browser's side: the real cache and the real subscription client. */
function follow(url: string, run = runOnPage()) {
  const cache = new InMemoryCache({ typePolicies })
  const page = { query: RunPageDocument, variables: { id: 'r' } }
  cache.writeQuery({ ...page, data: { run } })
  const offline = new ApolloLink(() => new Observable((observer) => observer.error(new Error('offline'))))
  const apollo = new ApolloClient({ cache, link: offline })
  const socket = createClient({
    url,
    webSocketImpl: WebSocket,
    retryWait: () => Promise.resolve(),
    shouldRetry: () => true,
  })
  const stop = followRun(apollo, socket, 'r')
  cleanUps.push(stop, () => socket.dispose())
  const read = () => cache.readQuery(page)?.run
  const matrix = (epoch: number) =>
    cache.readQuery({ query: RunMatrixDocument, variables: { id: 'r', epoch } })?.run?.confusionMatrix
  return { cache, page, read, matrix }
}

test('what was recorded and what comes live ends up in the cache, in order, until the run is over', async () => {
  const { url, cursors } = await serve([
    events.step(1, 1, 50),
    events.epoch(2, 1),
    events.matrix(3, 1),
    events.epoch(4, 2),
    events.matrix(5, 2),
    events.matrix(6, 2, 'TEST'),
    events.status(7, 'COMPLETED'),
  ])
  const { read, matrix } = follow(url)
  await vi.waitFor(() => expect(read()?.status).toBe('COMPLETED'))
  expect(read()).toMatchObject({ epochsCompleted: 2, cursor: '7' })
  expect(read()?.history.map((one) => one.index)).toEqual([1, 2])
  expect(read()?.confusionMatrix?.split).toBe('TEST')
  expect([matrix(1)?.counts[0]?.[0], matrix(2)?.split]).toEqual([1, 'VALIDATION'])
  expect(cursors).toEqual([0])
})

test('epochs that are taken back disappear, and come again as they are trained again', async () => {
  const log = [1, 2, 3].flatMap((index) => [
    events.epoch(2 * index, index),
    events.matrix(2 * index + 1, index),
  ])
  const { url } = await serve([...log, events.recovered(8, 1)])
  const { read } = follow(url)
  await vi.waitFor(() => expect(read()?.cursor).toBe('8'))
  expect(read()).toMatchObject({ epochsCompleted: 1, progress: 0.1, confusionMatrix: null })
  expect(read()?.history.map((one) => one.index)).toEqual([1])
  const again = [events.epoch(9, 2), events.status(10, 'COMPLETED')]
  const whole = await serve([...log, events.recovered(8, 1), ...again])
  const other = follow(whole.url)
  await vi.waitFor(() => expect(other.read()?.status).toBe('COMPLETED'))
  expect(other.read()?.history.map((one) => one.index)).toEqual([1, 2])
})

test('lines are added behind those that were read, each once', async () => {
  const { url } = await serve([
    ...[1, 2, 3].map((cursor) => events.line(cursor, `line ${cursor}`)),
    events.status(4, 'COMPLETED'),
  ])
  const { cache, read } = follow(url)
  const log = { query: RunLogDocument, variables: { id: 'r' } }
  const known = [1, 2].map((cursor) => {
    const { cursor: place, at, level, message } = events.line(cursor, `line ${cursor}`)
    return { __typename: 'LogLine' as const, cursor: place, at, level, message }
  })
  cache.writeQuery({ ...log, data: { run: { __typename: 'Run', id: 'r', logLines: known } } })
  await vi.waitFor(() => expect(read()?.status).toBe('COMPLETED'))
  const lines = cache.readQuery(log)?.run?.logLines.map(({ message }) => message)
  expect(lines).toEqual(['line 1', 'line 2', 'line 3'])
})

test('after a cut connection it resumes behind the newest event it received', async () => {
  const log = [1, 2, 3, 4].map((index) => events.epoch(10 + index, index))
  const { url, cursors } = await serve([...log, events.status(15, 'COMPLETED')], { 12: 'cut', 13: 'cut' })
  const { read } = follow(url, runOnPage({ cursor: '10' }))
  await vi.waitFor(() => expect(read()?.status).toBe('COMPLETED'), { timeout: 10_000 })
  expect(read()?.history.map((one) => one.index)).toEqual([1, 2, 3, 4])
  // A cut may take with it what was sent last: then an event comes again, but never from before what was received.
  expect(cursors).toHaveLength(3)
  expect(cursors[0]).toBe(10)
  expect(cursors).toEqual([...cursors].sort((a, b) => a - b))
})

test('an error inside the subscription, or an end before the run is over, is asked again from the cursor', async () => {
  const log = [1, 2, 3].map((index) => events.epoch(index, index))
  const { url, cursors } = await serve([...log, events.status(4, 'STOPPED')], { 1: 'error', 2: 'end' })
  const { read } = follow(url)
  await vi.waitFor(() => expect(read()?.status).toBe('STOPPED'), { timeout: 10_000 })
  expect(read()?.history.map((one) => one.index)).toEqual([1, 2, 3])
  expect(cursors).toEqual([0, 1, 2])
})

test('an older answer that a query brings late is caught up with', async () => {
  const log = [1, 2, 3].map((index) => events.epoch(index, index))
  const { url, cursors } = await serve([...log, events.status(4, 'COMPLETED')])
  const { cache, page, read } = follow(url)
  await vi.waitFor(() => expect(read()?.status).toBe('COMPLETED'))
  cache.writeQuery({ ...page, data: { run: runOnPage({ cursor: '2', history: [epoch(1), epoch(2)] }) } })
  expect(read()?.status).toBe('RUNNING')
  await vi.waitFor(() => expect(read()?.status).toBe('COMPLETED'))
  expect(read()).toMatchObject({ epochsCompleted: 3, cursor: '4' })
  expect(cursors).toEqual([0, 2])
})
