import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { LoggedEvent, Run } from '@atelier/db'
import { createTestDatabase, type TestDatabase } from '@atelier/db/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { History } from './history.ts'
import { startWorker, type WorkerProcess } from './worker-process.ts'

// Real trainings, beside whatever else keeps the machine busy.
vi.setConfig({ testTimeout: 400_000 })

/** Long enough that a kill after the first epochs comes before the end. */
const EPOCHS = 16
const settings = { epochs: EPOCHS, trainLimit: 640, validationSplit: 0.1 }

let database: TestDatabase
let history: History
let workers: WorkerProcess[]
beforeEach(async () => {
  database = await createTestDatabase('recovery')
  history = await History.open(database.url)
  workers = []
})
afterEach(async () => {
  for (const worker of workers) for (const signal of ['SIGCONT', 'SIGTERM'] as const) worker.kill(signal)
  await Promise.all(workers.map((worker) => worker.exit))
  await history.close()
  await database.drop()
})

/** Workers of one test share a data folder, as on one machine: that of the first, which must live longest. */
async function start(name: string, dataFolder?: string): Promise<WorkerProcess> {
  const worker = await startWorker(database.url, name, dataFolder ? { ATELIER_DATA: dataFolder } : {})
  workers.push(worker)
  return worker
}

const epochOf = (event: LoggedEvent) => (event.type === 'EpochCompleted' ? event.payload.epoch.index : 0)

const afterEpoch = (runId: string, epoch: number) => history.until(runId, (event) => epochOf(event) === epoch)

/** The epochs that stand at the end of a log, in the order in which they came. */
function standing(events: readonly LoggedEvent[]): number[] {
  let epochs: number[] = []
  for (const event of events) {
    if (event.type === 'EpochCompleted') epochs.push(event.payload.epoch.index)
    if (event.type !== 'RunRecovered') continue
    const { epoch, takenBack } = event.payload
    expect(epochs.length - epoch).toBe(takenBack)
    epochs = epochs.slice(0, epoch)
  }
  return epochs
}

/** All that a training found, without what depends on the clock. */
async function found({ id }: Run) {
  const { db } = history
  const epochs = await db.epoch.findMany({ where: { runId: id }, orderBy: { index: 'asc' } })
  const series = await db.metricSeries.findMany({
    where: { runId: id, name: { not: 'batch_examples_per_second' } },
    orderBy: { name: 'asc' },
  })
  const points = []
  for (const { id: seriesId, name, count, last, lastStep, minimum, maximum } of series) {
    const rows = await db.metricPoint.findMany({ where: { seriesId }, orderBy: { step: 'asc' } })
    points.push({
      name,
      count,
      last,
      lastStep,
      minimum,
      maximum,
      rows: rows.map(({ step, value }) => [step, value]),
    })
  }
  const where = { runId: id }
  const orderBy = [{ epoch: 'asc' as const }, { split: 'asc' as const }]
  const matrices = await db.confusionMatrix.findMany({ where, orderBy, omit: { runId: true } })
  const predictions = await db.predictionSet.findMany({ where, orderBy, omit: { runId: true } })
  const evaluations = await db.evaluation.findMany({
    where,
    orderBy,
    omit: { runId: true, finishedAt: true },
  })
  return {
    epochs: epochs.map(({ runId, finishedAt, seconds, examplesPerSecond, ...figures }) => figures),
    ...{ points, matrices, predictions, evaluations },
  }
}

const weightsOf = (dataFolder: string, { id }: Run) =>
  readFileSync(path.join(dataFolder, 'storage/artifacts', id, 'weights.safetensors'))
/** The tensors without the header, which names the run. */
function tensorsIn(file: Buffer): Buffer {
  return file.subarray(8 + Number(file.readBigUInt64LE()))
}

async function same(dataFolder: string, one: Run, other: Run): Promise<void> {
  expect(await found(one)).toEqual(await found(other))
  expect(tensorsIn(weightsOf(dataFolder, one)).equals(tensorsIn(weightsOf(dataFolder, other)))).toBe(true)
}

test('a run whose worker, training process, or both are killed goes on and ends as one that was left alone', async () => {
  const keeper = await start('keeper')
  const { dataFolder } = keeper
  const { run: whole } = await history.ended((await history.launch(settings)).id)
  keeper.kill('SIGSTOP')
  const { id } = await history.launch(settings)

  // The training process alone: its worker begins again.
  const second = await start('second', dataFolder)
  await afterEpoch(id, 3)
  for (const pid of second.children()) process.kill(pid, 'SIGKILL')
  await history.until(id, (event) => event.type === 'RunRecovered' && event.payload.attempt === 2)

  // The worker alone: its training process ends by itself, another worker takes the run up.
  await afterEpoch(id, 6)
  const orphans = second.children()
  second.kill('SIGKILL')
  const third = await start('third', dataFolder)
  await history.until(id, (event) => event.type === 'RunRecovered' && event.payload.attempt === 3)
  for (const pid of orphans) expect(() => process.kill(pid, 0)).toThrow('ESRCH')

  // Both at once.
  await afterEpoch(id, 9)
  const children = third.children()
  third.kill('SIGKILL')
  for (const pid of children) process.kill(pid, 'SIGKILL')
  await start('fourth', dataFolder)
  const { run, events } = await history.ended(id)

  expect(run).toMatchObject({ status: 'COMPLETED', epochsCompleted: EPOCHS, restarts: 3, leaseNumber: 4n })
  expect(standing(events)).toEqual(Array.from({ length: EPOCHS }, (_, index) => index + 1))
  const attempts = await history.db.runAttempt.findMany({ where: { runId: id }, orderBy: { number: 'asc' } })
  expect(attempts).toMatchObject([
    { workerName: 'second', fromEpoch: 0, cause: 'KILLED', reason: expect.stringContaining('SIGKILL') },
    { workerName: 'second', cause: 'WORKER_LOST', reason: expect.stringContaining('second') },
    { workerName: 'third', cause: 'WORKER_LOST', reason: expect.stringContaining('third') },
    { workerName: 'fourth', cause: null, reason: null },
  ])
  // It went on from checkpoints, and within 15 seconds.
  expect(attempts.slice(1).every(({ fromEpoch }) => fromEpoch > 0)).toBe(true)
  await same(dataFolder, run, whole)
  const files = readdirSync(path.join(dataFolder, 'storage/checkpoints', id))
  expect(files.filter((name) => /\.part$|\.unfinished$/.test(name))).toEqual([])
})

test('a worker that sleeps past its lease records nothing more, and its training process ends', async () => {
  const sleeper = await start('sleeper')
  const { dataFolder } = sleeper
  const { id } = await history.launch({ ...settings, epochs: 30 })
  await afterEpoch(id, 3)
  const children = sleeper.children()
  sleeper.kill('SIGSTOP')
  const awake = await start('awake', dataFolder)
  await history.until(id, (event) => event.type === 'RunRecovered')
  await history.until(id, (event) => epochOf(event) === 8)
  sleeper.kill('SIGCONT')
  await vi.waitFor(
    () => expect(sleeper.lines.some((line) => line.includes('cannot be recorded under lease 1'))).toBe(true),
    { timeout: 60_000 },
  )
  await vi.waitFor(() => expect(children.filter((pid) => sleeper.children().includes(pid))).toEqual([]))
  const { run, events } = await history.ended(id)
  expect(run).toMatchObject({ status: 'COMPLETED', leaseNumber: 2n, epochsCompleted: 30 })
  expect(standing(events)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1))
  expect(awake.lines.some((line) => line.includes('cannot be recorded'))).toBe(false)
})

test('a run whose training process dies again and again fails with the reason', async () => {
  const worker = await start('unlucky')
  const { id } = await history.launch({ ...settings, epochs: 2000 })
  await history.db.run.update({ where: { id }, data: { maxRestarts: 1 } })
  await afterEpoch(id, 1)
  for (const pid of worker.children()) process.kill(pid, 'SIGSEGV')
  await history.until(id, (event) => event.type === 'RunRecovered')
  await history.until(id, (event) => event.type === 'StepProgress' && event.payload.epoch > 3)
  for (const pid of worker.children()) process.kill(pid, 'SIGSEGV')
  const { run } = await history.ended(id)
  expect(run).toMatchObject({
    ...{ status: 'FAILED', restarts: 1 },
    error: expect.stringMatching(
      /^The training process crashed \(signal SIGSEGV.*taken up again once before\.$/,
    ),
  })
  const attempts = await history.db.runAttempt.findMany({ where: { runId: id } })
  expect(attempts.map(({ cause }) => cause)).toEqual(['CRASHED', 'CRASHED'])
})
