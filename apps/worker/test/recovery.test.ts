import { readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { type Run, requestSteering } from '@atelier/db'
import { createTestDatabase, type TestDatabase } from '@atelier/db/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { found, standing, weightsIn } from './findings.ts'
import { History } from './history.ts'
import { startWorker, temporaryData, type WorkerProcess } from './worker-process.ts'

// Real trainings, beside whatever else keeps the machine busy.
vi.setConfig({ testTimeout: 240_000 })

/** Long enough that a run is still in training whenever a test does something to it; the end is then steered. */
const MANY_EPOCHS = 9000
const settings = { epochs: MANY_EPOCHS, validationSplit: 0.1 }

let database: TestDatabase
let history: History
/** Workers share it, as on one machine. */
let dataFolder: string
const workers: WorkerProcess[] = []
beforeAll(async () => {
  database = await createTestDatabase('recovery')
  history = await History.open(database.url)
  dataFolder = temporaryData()
})
afterAll(async () => {
  for (const worker of workers) for (const signal of ['SIGCONT', 'SIGTERM'] as const) worker.kill(signal)
  await Promise.all(workers.map((worker) => worker.exit))
  await history.close()
  await database.drop()
  rmSync(dataFolder, { recursive: true, force: true })
})

async function start(name: string): Promise<WorkerProcess> {
  const worker = await startWorker(database.url, name, { ATELIER_DATA: dataFolder })
  workers.push(worker)
  return worker
}

/** Resolves when three epochs of an attempt are in the run's history. */
async function trains(runId: string, attempt: number): Promise<void> {
  let [isUnderWay, epochs] = [attempt === 1, 0]
  await history.until(runId, (event) => {
    if (event.type === 'RunRecovered' && event.payload.attempt === attempt) isUnderWay = true
    if (isUnderWay && event.type === 'EpochCompleted') epochs += 1
    return epochs === 3
  })
}

const end = (pid: number) => process.kill(pid, 'SIGKILL')

const isGone = (pid: number) => {
  try {
    return !process.kill(pid, 0)
  } catch {
    return true
  }
}

/** Has a run end after the epoch that follows. */
async function finish(runId: string) {
  const { epochsCompleted } = await history.run(runId)
  expect(await requestSteering(history.db, runId, { epochs: epochsCompleted + 1 })).toMatchObject({
    ok: true,
  })
  return history.ended(runId)
}

async function same(one: Run, other: Run): Promise<void> {
  expect(await found(history.db, one)).toEqual(await found(history.db, other))
  expect(weightsIn(dataFolder, one).equals(weightsIn(dataFolder, other))).toBe(true)
}

test('a run whose training process, worker, or both are killed, or asleep, goes on and ends as one that was left alone', async () => {
  const first = await start('first')
  const { id } = await history.launch(settings)
  await history.db.run.update({ where: { id }, data: { maxRestarts: 4 } })

  // The training process alone: its worker begins again. A slow disk may still be writing the first checkpoint.
  await trains(id, 1)
  const checkpoints = async () => (await history.run(id)).checkpointEpochs
  await vi.waitFor(async () => expect(await checkpoints()).not.toEqual([]), { timeout: 60_000 })
  first.children().forEach(end)
  await trains(id, 2)

  // A worker that sleeps past its lease: another takes the run up. Awake again, it records nothing more.
  const second = await start('second')
  const asleep = first.children()
  first.kill('SIGSTOP')
  await trains(id, 3)
  first.kill('SIGCONT')
  const isRefused = (line: string) => line.includes('cannot be recorded under lease 2')
  await vi.waitFor(() => expect(first.lines.some(isRefused)).toBe(true), { timeout: 60_000 })
  await vi.waitFor(() => expect(asleep.every(isGone)).toBe(true), { timeout: 60_000 })

  // The worker alone: its training process ends by itself, another worker takes the run up.
  const orphans = second.children()
  second.kill('SIGKILL')
  await trains(id, 4)
  expect(orphans.every(isGone)).toBe(true)

  // Both at once.
  const both = first.children()
  first.kill('SIGKILL')
  both.forEach(end)
  await start('third')
  await trains(id, 5)
  const { run, events } = await finish(id)

  const { epochsCompleted } = run
  expect(run).toMatchObject({ status: 'COMPLETED', epochs: epochsCompleted, restarts: 4, leaseNumber: 5n })
  expect(standing(events)).toEqual(Array.from({ length: epochsCompleted }, (_, index) => index + 1))
  const attempts = await history.db.runAttempt.findMany({ where: { runId: id }, orderBy: { number: 'asc' } })
  expect(attempts).toMatchObject([
    { workerName: 'first', fromEpoch: 0, cause: 'KILLED', reason: expect.stringContaining('SIGKILL') },
    { workerName: 'first', cause: 'WORKER_LOST', reason: expect.stringContaining('first') },
    { workerName: 'second', cause: 'WORKER_LOST', reason: expect.stringContaining('second') },
    { workerName: 'first', cause: 'WORKER_LOST', reason: expect.stringContaining('first') },
    { workerName: 'third', cause: null, reason: null },
  ])
  // It went on from checkpoints.
  expect(attempts.slice(1).every(({ fromEpoch }) => fromEpoch > 0)).toBe(true)
  const files = readdirSync(path.join(dataFolder, 'storage/checkpoints', id))
  expect(files.filter((name) => /\.part$|\.unfinished$/.test(name))).toEqual([])

  const alone = await history.launch({ ...settings, epochs: epochsCompleted })
  await same(run, (await history.ended(alone.id)).run)
})

test('a run whose training process dies again and again fails with the reason', async () => {
  const worker = workers.at(-1)
  const { id } = await history.launch(settings)
  await history.db.run.update({ where: { id }, data: { maxRestarts: 1 } })
  for (const attempt of [1, 2]) {
    await trains(id, attempt)
    for (const pid of worker?.children() ?? []) process.kill(pid, 'SIGSEGV')
  }
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
