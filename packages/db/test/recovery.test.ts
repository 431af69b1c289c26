import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  claimNextRun,
  type Database,
  findLatestProgress,
  interruptRun,
  type Lease,
  LeaseLostError,
  listMetricSummaries,
  type RunQueue,
  readEvents,
  recordEpoch,
  recordEvaluation,
  recordProgress,
  recordUsage,
  registerWorker,
  takeBackFurther,
} from '../src/index.ts'
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts'
import { claimedRun, epochRecord, testQueue } from './fixtures.ts'

let database: TestDatabase
let queue: RunQueue
beforeAll(async () => {
  database = await createTestDatabase('recovery')
  queue = await testQueue(database.url)
})
afterAll(async () => {
  await queue.stop()
  await database.drop()
})

const lost = { cause: 'KILLED', reason: 'It was killed.' } as const

async function again(db: Database, checkpoint: number): Promise<Lease> {
  const worker = await registerWorker(db, { name: 'another', host: 'here', device: 'CPU' })
  const claim = { workerId: worker.id, leaseSeconds: 10, checkpointOf: () => checkpoint }
  const run = await claimNextRun(db, queue, claim)
  if (!run) throw new Error('no run waited')
  return { runId: run.id, leaseNumber: run.leaseNumber }
}

/** What is recorded of a run, without what only tells when. */
async function recorded(db: Database, runId: string) {
  const where = { runId }
  const series = await db.metricSeries.findMany({ where, orderBy: { name: 'asc' } })
  return {
    run: await db.run.findUniqueOrThrow({
      where: { id: runId },
      select: { epochsCompleted: true, progress: true },
    }),
    epochs: await db.epoch.findMany({
      where,
      orderBy: { index: 'asc' },
      omit: { runId: true, finishedAt: true },
    }),
    series: series.map(({ id, runId: _, ...summary }) => summary),
    points: await Promise.all(
      series.map(({ id: seriesId }) =>
        db.metricPoint.findMany({
          where: { seriesId },
          orderBy: { step: 'asc' },
          select: { step: true, value: true },
        }),
      ),
    ),
    matrices: await db.confusionMatrix.findMany({ where, orderBy: { epoch: 'asc' }, omit: { runId: true } }),
    predictions: await db.predictionSet.count({ where }),
    histograms: await db.layerHistogram.count({ where }),
    evaluations: await db.evaluation.count({ where }),
  }
}

test('what the process took of its machine stays when epochs are taken back, and only its worker tells it', async () => {
  const { db } = database
  const lease = await claimedRun(db, queue)
  await recordEpoch(db, lease, epochRecord(1))
  await recordUsage(db, lease, { cpu: 187.5, memory: 2 ** 31, gpuMemory: 2 ** 30 })
  await interruptRun(db, queue, lease, lost)
  await expect(recordUsage(db, lease, { cpu: 1, memory: 1 })).rejects.toBeInstanceOf(LeaseLostError)
  await again(db, 0)
  const series = await db.metricSeries.findMany({ where: { runId: lease.runId }, orderBy: { name: 'asc' } })
  expect(series).toMatchObject([
    { name: 'system/cpu', count: 1, last: 187.5 },
    { name: 'system/gpu_memory', count: 1, last: 2 ** 30 },
    { name: 'system/memory', count: 1, last: 2 ** 31 },
  ])
  expect(await listMetricSummaries(db, [lease.runId], true)).toEqual(new Map())
})

test('a claim takes back what was recorded after the checkpoint, as if it had never been', async () => {
  const { db } = database
  const whole = await claimedRun(db, queue)
  const lease = await claimedRun(db, queue)
  for (const epoch of [1, 2]) for (const one of [whole, lease]) await recordEpoch(db, one, epochRecord(epoch))
  await recordEpoch(db, lease, epochRecord(3))
  const { validation: predictions, ...third } = epochRecord(3)
  await recordEvaluation(db, lease, {
    epoch: 3,
    loss: third.loss,
    accuracy: third.accuracy,
    examples: 1,
    predictions,
  })
  await interruptRun(db, queue, lease, lost)
  await expect(recordEpoch(db, lease, epochRecord(4))).rejects.toBeInstanceOf(LeaseLostError)

  const second = await again(db, 2)
  expect(second).toEqual({ runId: lease.runId, leaseNumber: lease.leaseNumber + 1n })
  expect(await recorded(db, lease.runId)).toEqual(await recorded(db, whole.runId))
  const events = await readEvents(db, { runId: lease.runId, after: 0n, limit: 100 })
  expect(events.slice(-3).map(({ type, payload }) => ({ type, ...payload }))).toEqual([
    { type: 'StatusChanged', status: 'QUEUED', reason: lost.reason },
    { type: 'RunRecovered', attempt: 2, epoch: 2, takenBack: 1, reason: lost.reason },
    { type: 'StatusChanged', status: 'RUNNING', reason: null },
  ])

  // The worker of the first lease wakes up: the database takes nothing from it any more.
  await expect(recordEpoch(db, lease, epochRecord(3))).rejects.toThrow('running under lease 2')
  await recordEpoch(db, second, epochRecord(3))
  await recordEpoch(db, whole, epochRecord(3))
  expect(await recorded(db, lease.runId)).toEqual(await recorded(db, whole.runId))

  // The checkpoint was damaged: the training began anew.
  await takeBackFurther(db, second, 0)
  const empty = await recorded(db, lease.runId)
  expect(empty).toMatchObject({
    epochs: [],
    series: [],
    points: [],
    matrices: [],
    predictions: 0,
    histograms: 0,
    evaluations: 0,
  })
  const attempts = await db.runAttempt.findMany({ where: { runId: lease.runId }, orderBy: { number: 'asc' } })
  expect(attempts).toMatchObject([
    { number: 1, workerName: 'worker', cause: 'KILLED', reason: lost.reason, endedAt: expect.any(Date) },
    { number: 2, workerName: 'another', cause: null, fromEpoch: 0, endedAt: null },
  ])
})

test('progress that was reported before a recovery is not the newest any more', async () => {
  const { db } = database
  const lease = await claimedRun(db, queue)
  const progress = { epoch: 1, step: 5, stepsPerEpoch: 10, loss: 1, accuracy: 0.5, examplesPerSecond: 9 }
  await recordProgress(db, lease, progress)
  await interruptRun(db, queue, lease, lost)
  await again(db, 0)
  const run = await db.run.findUniqueOrThrow({ where: { id: lease.runId } })
  expect(await findLatestProgress(db, run)).toBeNull()
})

test('restarts are counted, but not when a worker is told to go; the last one fails the run', async () => {
  const { db } = database
  let lease = await claimedRun(db, queue)
  for (const restarts of [1, 2, 3]) {
    expect(await interruptRun(db, queue, lease, lost)).toMatchObject({ status: 'QUEUED', restarts })
    lease = await again(db, 0)
  }
  const told = { cause: 'WORKER_STOPPED', reason: 'It was told to go.' } as const
  expect(await interruptRun(db, queue, lease, told)).toMatchObject({ status: 'QUEUED', restarts: 3 })
  lease = await again(db, 0)
  expect(await interruptRun(db, queue, lease, lost)).toMatchObject({
    ...{ status: 'FAILED', error: 'It was killed. It was taken up again 3 times before.' },
  })
})

test('a run that was to stop is stopped by its interruption', async () => {
  const { db } = database
  const lease = await claimedRun(db, queue)
  await db.run.update({ where: { id: lease.runId }, data: { stopRequestedAt: new Date() } })
  expect(await interruptRun(db, queue, lease, lost)).toMatchObject({ status: 'STOPPED', error: null })
})
