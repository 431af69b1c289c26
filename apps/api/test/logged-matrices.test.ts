import {
  claimNextRun,
  interruptRun,
  type Lease,
  type Predictions,
  recordEpoch,
  recordEvaluation,
  registerWorker,
} from '@atelier/db'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { claimedRun, epochRecord, predictions } from './support/recording.ts'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'
import { type Subscriber, subscriber, take } from './support/subscriber.ts'

let api: TestApi
const clients: Subscriber[] = []
beforeAll(async () => {
  api = await startApi('logged_matrices')
})
afterAll(async () => {
  for (const client of clients) await client.close()
  await api.stop()
})
afterEach(() => {
  vi.restoreAllMocks()
})

const CLASSES = 200
const labelsOf = (classes: number) => Array.from({ length: classes }, (_, label) => `class ${label}`)
const countsOf = (epoch: number, classes: number): number[][] =>
  labelsOf(classes).map((_, row, labels) =>
    labels.map((_, column) => (row === column ? 100 : (row + column + epoch) % 7)),
  )

const fields = '... on ConfusionMatrixComputed { confusionMatrix { epoch split labels counts } }'
const ofRun = `query ($id: ID!) { run(id: $id) { events { __typename ${fields} } } }`
const follow = `subscription ($runId: ID!) { runEvents(runId: $runId) { __typename ${fields} } }`

type Matrix = {
  readonly epoch: number
  readonly split: string
  readonly labels: readonly string[]
  readonly counts: readonly (readonly number[])[]
}
type Event = { readonly __typename: string; readonly confusionMatrix?: Matrix }

/** What a run's log tells of its matrices, from its beginning. */
async function matricesOf(runId: string): Promise<Matrix[]> {
  const { run } = dataOf(await api.ask(ofRun, { id: runId }))
  return run.events.flatMap(({ confusionMatrix }: Event) => (confusionMatrix ? [confusionMatrix] : []))
}

async function newRun(): Promise<string> {
  const project = await api.db.project.findFirstOrThrow()
  const create = 'mutation ($input: CreateRunInput!) { createRun(input: $input) { run { id } } }'
  return dataOf(await api.ask(create, { input: { projectId: project.id, name: 'script' } })).createRun.run.id
}

async function logMatrix(runId: string, epoch: number, classes: number): Promise<void> {
  const log = /* GraphQL */ `
    mutation ($runId: ID!, $input: ConfusionMatrixInput!) {
      logConfusionMatrix(runId: $runId, input: $input) { recorded userErrors { path message } }
    }`
  const input = { epoch, split: 'VALIDATION', labels: labelsOf(classes), counts: countsOf(epoch, classes) }
  const { logConfusionMatrix } = dataOf(await api.ask(log, { runId, input }))
  expect(logConfusionMatrix).toEqual({ recorded: true, userErrors: [] })
}

const textOf = (query: unknown): string =>
  typeof query === 'object' && query !== null && 'text' in query ? String(query.text) : String(query)

/** Counts the reads of matrices from now on. */
function countMatrixReads(): () => number {
  const queries = vi.spyOn(pg.Client.prototype, 'query')
  return () =>
    queries.mock.calls.filter(([query]) => /^\s*SELECT .*confusion_matrix/s.test(textOf(query))).length
}

test('the log names a matrix of 200 classes in a line, and one read finds those of a whole list', async () => {
  const runId = await newRun()
  for (const epoch of [1, 2, 3]) await logMatrix(runId, epoch, CLASSES)
  const [{ bytes } = { bytes: 0 }] = await api.db.$queryRaw<{ bytes: number }[]>`
    SELECT max(octet_length(payload::text)) AS bytes FROM run_event WHERE run_id = ${runId}::uuid`
  expect(bytes).toBeLessThan(100)
  const reads = countMatrixReads()
  const matrices = [1, 2, 3].map((epoch) => ({
    ...{ epoch, split: 'VALIDATION', labels: labelsOf(CLASSES), counts: countsOf(epoch, CLASSES) },
  }))
  expect(await matricesOf(runId)).toEqual(matrices)
  expect(reads()).toBe(1)
})

test('200 subscribers of one run cost one read of an epoch, whose counts each of them gets', async () => {
  const runId = await newRun()
  clients.push(subscriber(api), subscriber(api))
  const streams = clients.flatMap((client) =>
    Array.from({ length: 100 }, () => client.subscribe<{ readonly runEvents: Event }>(follow, { runId })),
  )
  await Promise.all(streams.map((stream) => take(stream, 1)))
  const reads = countMatrixReads()
  for (const epoch of [1, 2]) {
    const next = Promise.all(streams.map((stream) => take(stream, 1)))
    await logMatrix(runId, epoch, 10)
    for (const [event] of await next)
      expect(event?.runEvents.confusionMatrix?.counts).toEqual(countsOf(epoch, 10))
  }
  expect(reads()).toBe(2)
})

/** The predictions of a test whose matrix has `right` on its diagonal's first place. */
const judged = (right: 0 | 1): Predictions => ({
  ...predictions,
  actual: Uint8Array.of(0, 1, 1),
  predicted: Uint8Array.of(1 - right, 1, 0),
  confusionMatrix: [
    [right, 1 - right],
    [1, 1],
  ],
})

async function again({ runId }: Lease): Promise<Lease> {
  const worker = await registerWorker(api.db, { name: 'another', host: 'here', device: 'CPU' })
  const claim = { workerId: worker.id, leaseSeconds: 60, checkpointOf: () => 1 }
  const run = await claimNextRun(api.db, api.queue, claim)
  if (run?.id !== runId) throw new Error('another run was queued')
  return { runId, leaseNumber: run.leaseNumber }
}

test('what a recovery takes back stays in the log as it was, beside what is trained anew', async () => {
  const lease = await claimedRun(api)
  for (const epoch of [1, 2])
    await recordEpoch(api.db, lease, { ...epochRecord(epoch), validation: judged(0) })
  await interruptRun(api.db, api.queue, lease, { cause: 'KILLED', reason: 'It was killed.' })
  const second = await again(lease)
  const told = async () => (await matricesOf(lease.runId)).map(({ epoch, counts }) => [epoch, counts[0]])
  expect(await told()).toEqual([
    [1, [0, 1]],
    [2, [0, 1]],
  ])
  await recordEpoch(api.db, second, { ...epochRecord(2), validation: judged(1) })
  const evaluation = { epoch: 2, loss: 1, accuracy: 0.5, examples: 3 }
  await recordEvaluation(api.db, second, { ...evaluation, predictions: judged(1) })
  expect(await told()).toEqual([
    [1, [0, 1]],
    [2, [0, 1]],
    [2, [1, 0]],
  ])
  const [, taken] = await matricesOf(lease.runId)
  expect(taken).toEqual({
    epoch: 2,
    split: 'TEST',
    labels: predictions.labels,
    counts: judged(0).confusionMatrix,
  })
})

test('a log of an older Atelier, which holds the counts itself, is read as well', async () => {
  const runId = await newRun()
  const payload = {
    epoch: 1,
    split: 'TEST',
    labels: ['no', 'yes'],
    counts: [
      [1, 2],
      [3, 4],
    ],
  }
  await api.db.runEvent.create({
    data: { runId, sequence: 2n, at: new Date(), type: 'ConfusionMatrixComputed', payload },
  })
  expect(await matricesOf(runId)).toEqual([payload])
})
