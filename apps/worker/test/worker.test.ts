import { createDatabase, requestSteering, requestStop } from '@atelier/db'
import { createTestDatabase, type TestDatabase } from '@atelier/db/testing'
import { findPreset, parseSchedule, unwrap } from '@atelier/ml-core/spec'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { History } from './history.ts'
import { startWorker, type WorkerProcess } from './worker-process.ts'

// Real trainings, beside whatever else keeps the machine busy.
vi.setConfig({ testTimeout: 240_000 })

/** Long enough that a run is still in training when a test does something to it. */
const MANY_EPOCHS = 9000

let database: TestDatabase
let history: History
let worker: WorkerProcess
beforeAll(async () => {
  database = await createTestDatabase('worker')
  history = await History.open(database.url)
  worker = await startWorker(database.url, 'first')
})
afterAll(async () => {
  worker.kill('SIGTERM')
  await worker.exit
  await history.close()
  await database.drop()
})

test('a launched run is trained and all of it recorded', async () => {
  const mlp = JSON.parse(JSON.stringify(findPreset('mlp')?.layers ?? []))
  const { id } = await history.launch({
    model: { preset: 'mlp', layers: mlp },
  })
  const { run, events } = await history.ended(id)
  expect(events.map((event) => event.type).filter((type) => type !== 'StepProgress')).toEqual([
    ...['StatusChanged', 'StatusChanged', 'LayersSummarized'],
    ...['EpochCompleted', 'ConfusionMatrixComputed', 'EpochCompleted', 'ConfusionMatrixComputed'],
    ...['EvaluationCompleted', 'StatusChanged'],
  ])
  expect(events.map((event) => event.sequence)).toEqual(events.map((_, index) => BigInt(index + 1)))
  expect(run).toMatchObject({
    ...{ status: 'COMPLETED', error: null, progress: 1, epochsCompleted: 2, stepsPerEpoch: 10 },
    ...{ totalParameters: 870_410, trainableParameters: 867_338, device: expect.stringMatching(/./) },
  })
  const { db } = history
  expect(await db.layerSummary.count({ where: { runId: id } })).toBe(11)
  const series = await db.metricSeries.findMany({
    where: { runId: id, NOT: { name: { startsWith: 'system/' } } },
    orderBy: { name: 'asc' },
  })
  const [layers, figures] = [true, false].map((ofLayer) =>
    series.filter(({ name }) => name.startsWith('layers/') === ofLayer),
  )
  expect(figures?.map(({ name, count, lastStep }) => [name, count, lastStep])).toEqual([
    ['accuracy', 2, 20],
    ['batch_accuracy', 20, 20],
    ['batch_examples_per_second', 20, 20],
    ['batch_loss', 20, 20],
    ['learning_rate', 2, 20],
    ['loss', 2, 20],
    ['val_accuracy', 2, 20],
    ['val_loss', 2, 20],
  ])
  expect(layers?.filter(({ name }) => name.startsWith('layers/dense/'))).toMatchObject([
    { name: 'layers/dense/activation_mean', count: 2, lastStep: 20 },
    { name: 'layers/dense/activation_standard_deviation', count: 2, lastStep: 20 },
    { name: 'layers/dense/dead_share', count: 2, lastStep: 20 },
    { name: 'layers/dense/gradient_norm', count: 2, lastStep: 20 },
    { name: 'layers/dense/update_norm', count: 2, lastStep: 20 },
    { name: 'layers/dense/weight_norm', count: 2, lastStep: 20 },
  ])
  const matrix = await db.confusionMatrix.findFirstOrThrow({ where: { runId: id, epoch: 2, split: 'TEST' } })
  expect(matrix.labels[9]).toBe('Ankle boot')
  expect(matrix.counts.reduce((sum, count) => sum + count, 0)).toBe(10_000)
  const evaluation = await db.evaluation.findFirstOrThrow({ where: { runId: id } })
  const diagonal = matrix.counts.filter((_, index) => index % 11 === 0).reduce((sum, count) => sum + count, 0)
  expect(evaluation).toMatchObject({ epoch: 2, split: 'TEST', examples: 10_000, accuracy: diagonal / 10_000 })
  const predictions = await db.predictionSet.findFirstOrThrow({ where: { runId: id, epoch: 2 } })
  expect(
    [predictions.actual, predictions.predicted, predictions.confidence].map((bytes) => bytes.length),
  ).toEqual([10_000, 10_000, 40_000])
})

test('a run trains by its whole config: schedule, augmentation, smoothing, optimizer and early stopping', async () => {
  const schedule = { type: 'OneCycle', settings: { peakAt: 0.5 }, warmUpEpochs: 0 }
  const { id } = await history.launch({
    epochs: 4,
    optimizer: { type: 'AdamW', learningRate: 0.002, settings: { weightDecay: 0.01, useEma: true } },
    learningRateSchedule: schedule,
    augmentation: { flip: 'horizontal', shift: 2, rotation: 5, zoom: 0.1, cutout: 8, cutoutProbability: 0.5 },
    labelSmoothing: 0.1,
    // No change is that large: it stops after the second epoch and goes back to the first.
    earlyStopping: {
      ...{ monitor: 'accuracy', patience: 1, minDelta: 900, startFromEpoch: 0, restoreBestWeights: true },
    },
  })
  const { run, events } = await history.ended(id)
  expect(run).toMatchObject({ status: 'COMPLETED', epochsCompleted: 2, progress: 1 })
  const epochs = await history.db.epoch.findMany({ where: { runId: id }, orderBy: { index: 'asc' } })
  const parsed = unwrap(parseSchedule(schedule))
  const rateAfter = (step: number) =>
    parsed.rate({ baseRate: 0.002, step, stepsPerEpoch: 10, totalSteps: 40, history: [] })
  expect(epochs.map((epoch) => epoch.learningRate)).toEqual([
    expect.closeTo(rateAfter(9), 9),
    expect.closeTo(rateAfter(19), 9),
  ])
  // Smoothed labels cannot be predicted better than their own entropy.
  const entropy = -(0.91 * Math.log(0.91) + 9 * 0.01 * Math.log(0.01))
  for (const { loss } of epochs) expect(loss).toBeGreaterThan(entropy)
  const lines = events.flatMap((event) => (event.type === 'LogLine' ? [event.payload.message] : []))
  expect(lines).toEqual([
    expect.stringContaining('early after epoch 2'),
    expect.stringContaining('weights of epoch 1'),
  ])
  const evaluation = await history.db.evaluation.findFirstOrThrow({ where: { runId: id } })
  expect(evaluation).toMatchObject({ epoch: 1, split: 'TEST' })
})

describe('stopping', () => {
  test('a stop ends the training and keeps what it recorded', async () => {
    const { id } = await history.launch({ epochs: MANY_EPOCHS })
    await history.firstEpoch(id)
    await requestStop(history.db, id)
    const { run } = await history.ended(id)
    expect(run).toMatchObject({ status: 'STOPPED', error: null, leaseExpiresAt: null })
    expect(run.epochsCompleted).toBeGreaterThanOrEqual(1)
    expect(await history.db.epoch.count({ where: { runId: id } })).toBe(run.epochsCompleted)
  })

  test('a stop whose notification is lost is found at the next renewal of the lease; a training process that does not react is killed', async () => {
    const { id } = await history.launch({ epochs: MANY_EPOCHS })
    await history.firstEpoch(id)
    for (const pid of worker.children()) process.kill(pid, 'SIGSTOP')
    await history.db.run.update({ where: { id }, data: { stopRequestedAt: new Date() } })
    expect((await history.ended(id)).run.status).toBe('STOPPED')
  })
})

describe('failing', () => {
  test('a training process that is killed, with no restart left, fails its run with the reason', async () => {
    const { id } = await history.launch({ epochs: MANY_EPOCHS })
    await history.db.run.update({ where: { id }, data: { maxRestarts: 0 } })
    await history.firstEpoch(id)
    for (const pid of worker.children()) process.kill(pid, 'SIGKILL')
    const { run } = await history.ended(id)
    expect(run.status).toBe('FAILED')
    expect(run.error).toContain('signal SIGKILL')
    expect(run.epochsCompleted).toBeGreaterThanOrEqual(1)
  })

  test('a training that diverges says so', async () => {
    // Adam moves each weight by about the learning rate, so twelve such layers soon leave float32's range.
    const linear = { type: 'Dense', units: 64 }
    const layers = [
      ...Array.from({ length: 12 }, () => linear),
      { type: 'Dense', units: 10, activation: 'softmax' },
    ]
    const optimizer = { type: 'Adam', learningRate: 1000, settings: {} }
    const { id } = await history.launch({ model: { preset: null, layers }, optimizer })
    const { run } = await history.ended(id)
    expect(run).toMatchObject({ status: 'FAILED', restarts: 0, error: expect.stringMatching(/loss.*[.]$/i) })
    const attempts = await history.db.runAttempt.findMany({ where: { runId: id } })
    expect(attempts).toMatchObject([{ cause: 'DIVERGED', reason: run.error }])
  })

  test('a config that this version cannot train fails with the place', async () => {
    const model = { preset: null, layers: [{ type: 'Dense', units: 10, activation: 'softmax', wings: 2 }] }
    const { id } = await history.launch({ model })
    const { run } = await history.ended(id)
    expect(run).toMatchObject({ status: 'FAILED', error: expect.stringContaining('layers.0.wings') })
  })
})

test('while the database is away nothing is lost and nothing appears twice', async () => {
  const { id } = await history.launch({ epochs: MANY_EPOCHS, validationSplit: 0.1 })
  await history.firstEpoch(id)
  await outage(0)
  // Without a database the training runs ahead as far as it may, then waits.
  await outage(2)
  expect(await history.run(id)).toMatchObject({ status: 'RUNNING', finishedAt: null })
  const recorded = (await history.run(id)).epochsCompleted
  await requestSteering(history.db, id, { epochs: recorded + 3 })
  const { run, events } = await history.ended(id)
  const epochs = run.epochsCompleted
  expect(run).toMatchObject({ status: 'COMPLETED', epochs })
  expect(epochs).toBeGreaterThan(recorded)
  const indices = events.flatMap((event) =>
    event.type === 'EpochCompleted' ? [event.payload.epoch.index] : [],
  )
  expect(indices).toEqual(Array.from({ length: epochs }, (_, index) => index + 1))
  const loss = await history.db.metricSeries.findFirstOrThrow({ where: { runId: id, name: 'batch_loss' } })
  expect(loss).toMatchObject({ count: epochs * 9, lastStep: epochs * 9 })
})

/** Breaks every connection to the database off and takes no new one for a while. */
async function outage(seconds: number): Promise<void> {
  const server = createDatabase(process.env.ATELIER_TEST_DATABASE_URL ?? '', { connections: 1 })
  const name = new URL(database.url).pathname.slice(1)
  await server.$executeRawUnsafe(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS false`)
  await server.$executeRaw`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${name}`
  await server.$executeRaw`SELECT pg_sleep(${seconds})`
  await server.$executeRawUnsafe(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS true`)
  await server.$disconnect()
  // A pooler notices a moment later that it is back.
  await vi.waitFor(() => history.db.$executeRaw`SELECT 1`, { timeout: 30_000, interval: 200 })
}
