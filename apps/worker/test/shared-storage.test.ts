import { existsSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { deleteRuns, forkRun, type RunConfig, requestStop } from '@atelier/db'
import { createTestDatabase, type TestDatabase } from '@atelier/db/testing'
import {
  artifactKey,
  checkpointPrefix,
  openStorage,
  parseStorageAddress,
  type Storage,
} from '@atelier/storage'
import { startS3Server, type TestS3Server } from '@atelier/storage/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { History } from './history.ts'
import { startWorker, temporaryData, type WorkerProcess } from './worker-process.ts'

// Real trainings, beside whatever else keeps the machine busy.
vi.setConfig({ testTimeout: 240_000 })

let database: TestDatabase
let history: History
let server: TestS3Server
let storage: Storage
let workers: WorkerProcess[]
beforeEach(async () => {
  database = await createTestDatabase('shared')
  history = await History.open(database.url)
  server = await startS3Server()
  for (const [name, value] of Object.entries(server.environment)) vi.stubEnv(name, value)
  const address = parseStorageAddress(server.storage, '/nowhere')
  if (!address) throw new Error('an address was expected')
  storage = await openStorage(address)
  workers = []
})
afterEach(async () => {
  for (const worker of workers) worker.kill('SIGTERM')
  await Promise.all(workers.map((worker) => worker.exit))
  vi.unstubAllEnvs()
  await server.stop()
  await history.close()
  await database.drop()
})

/** A worker with a data folder of its own, as on a machine of its own. */
async function start(name: string, settings = {}): Promise<WorkerProcess> {
  const worker = await startWorker(database.url, name, { ATELIER_STORAGE: server.storage, ...settings })
  workers.push(worker)
  return worker
}

const localCheckpoints = (worker: WorkerProcess, runId: string) =>
  path.join(worker.dataFolder, 'storage/checkpoints', runId)

const nameOf = (epoch: number) => `epoch-${String(epoch).padStart(4, '0')}.safetensors`

/** A run's checkpoints in the storage, those within an epoch left out. */
const storedCheckpoints = async (runId: string): Promise<string[]> =>
  (await storage.list(checkpointPrefix(runId))).filter((name) => name.startsWith('epoch-')).sort()

/** The same on a worker's machine: those that are whole. */
const checkpointsHere = (worker: WorkerProcess, runId: string): string[] =>
  readdirSync(localCheckpoints(worker, runId))
    .filter((name) => /^epoch-\d+\.safetensors$/.test(name))
    .sort()

const isStored = (runId: string, name: string): Promise<boolean> =>
  storage.read(checkpointPrefix(runId) + name).then(
    async (content) => (await buffer(content)).length > 0,
    () => false,
  )

test('a run that one machine trained is forked on another, which goes on from its stored weights', async () => {
  const { db, queue } = history
  const first = await start('first')
  const { id } = await history.launch({ epochs: 5 })
  const { run } = await history.ended(id)
  // The newest three and the best, as the training keeps them; what it removes goes from the storage too.
  expect(run.status).toBe('COMPLETED')
  expect(run.checkpointEpochs.slice(-3)).toEqual([3, 4, 5])
  const here = checkpointsHere(first, id)
  expect(here.length).toBe(run.checkpointEpochs.length)
  for (const epoch of [1, 2, 3, 4, 5])
    expect([epoch, await isStored(id, `epoch-000${epoch}.safetensors`)]).toEqual([
      epoch,
      run.checkpointEpochs.includes(epoch),
    ])
  first.kill('SIGTERM')
  expect(await first.exit).toBe(0)

  const second = await start('second')
  const forked = await forkRun(db, queue, { runId: id, epoch: 4, epochs: 6 })
  if (!forked.ok) throw new Error(JSON.stringify(forked.issues))
  const { run: fork } = await history.ended(forked.value.id)
  expect(fork).toMatchObject({ status: 'COMPLETED', error: null, epochsCompleted: 6 })
  // The same seed and settings: the fork's fifth epoch is the one that the first machine trained.
  const fifth = (runId: string) => db.epoch.findUniqueOrThrow({ where: { runId_index: { runId, index: 5 } } })
  expect((await fifth(fork.id)).loss).toBe((await fifth(id)).loss)
  // What was fetched is gone; what the fork wrote is stored.
  await vi.waitFor(() => expect(existsSync(path.join(localCheckpoints(second, fork.id), 'from'))).toBe(false))
  expect(existsSync(localCheckpoints(second, id))).toBe(false)
  expect(await isStored(fork.id, 'epoch-0006.safetensors')).toBe(true)

  await deleteRuns(db, [id, fork.id])
  await vi.waitFor(
    async () => {
      expect(await isStored(id, 'epoch-0005.safetensors')).toBe(false)
      expect(await isStored(fork.id, 'epoch-0006.safetensors')).toBe(false)
      expect(existsSync(localCheckpoints(second, fork.id))).toBe(false)
    },
    { timeout: 60_000 },
  )
})

test('a run whose machine dies goes on elsewhere from its stored checkpoint, and ends as one that was left alone', async () => {
  const { db } = history
  const first = await start('first')
  const { run: whole } = await history.ended((await history.launch({ epochs: 48 })).id)
  const { id } = await history.launch({ epochs: 48 })
  await vi.waitFor(async () => expect((await history.run(id)).checkpointEpochs.length).toBeGreaterThan(1), {
    ...{ timeout: 60_000, interval: 20 },
  })
  const children = first.children()
  first.kill('SIGKILL')
  for (const pid of children) process.kill(pid, 'SIGKILL')
  await start('second')
  const { run } = await history.ended(id)
  expect(run).toMatchObject({ status: 'COMPLETED', error: null, epochsCompleted: 48, restarts: 1 })
  const last = await db.runAttempt.findFirstOrThrow({ where: { runId: id }, orderBy: { number: 'desc' } })
  // It began with what the other machine had stored: its own has nothing.
  expect(last).toMatchObject({ workerName: 'second', fromEpoch: expect.toSatisfy((epoch) => epoch > 0) })
  const losses = async (runId: string) =>
    (await db.epoch.findMany({ where: { runId }, orderBy: { index: 'asc' } })).map(({ loss }) => loss)
  expect(await losses(id)).toEqual(await losses(whole.id))
  // Of what only the first had, what a training on one machine keeps no more is gone.
  await vi.waitFor(
    async () => {
      expect((await history.run(id)).checkpointEpochs).toEqual(whole.checkpointEpochs)
      expect(await storedCheckpoints(id)).toEqual(whole.checkpointEpochs.map(nameOf))
    },
    { timeout: 60_000 },
  )
})

test('a stopped run can be forked elsewhere; one whose checkpoint is gone says so', async () => {
  const { db, queue } = history
  const first = await start('first')
  const { id } = await history.launch({ epochs: 2000 })
  await history.firstEpoch(id)
  await requestStop(db, id)
  expect((await history.ended(id)).run.status).toBe('STOPPED')
  first.kill('SIGTERM')
  // It keeps what was trained until then before it goes.
  expect(await first.exit).toBe(0)
  const epoch = (await history.run(id)).checkpointEpochs.at(-1) ?? 0
  expect(epoch).toBeGreaterThan(0)
  await start('second')
  const fork = async () => {
    const forked = await forkRun(db, queue, { runId: id, epoch, epochs: epoch + 1 })
    if (!forked.ok) throw new Error(JSON.stringify(forked.issues))
    return (await history.ended(forked.value.id)).run
  }
  expect(await fork()).toMatchObject({ status: 'COMPLETED', epochsCompleted: epoch + 1 })
  await storage.removeAll(checkpointPrefix(id))
  expect(await fork()).toMatchObject({
    ...{ status: 'FAILED', error: expect.stringMatching(/cannot be had: s3:\/\/.* it holds no such file/) },
  })
})

/** The tensors of a run's stored weights, without the header, which names the run. */
async function weightsOf(runId: string): Promise<Buffer> {
  const bytes = await buffer(await storage.read(artifactKey(runId, 'weights.safetensors')))
  return bytes.subarray(8 + Number(bytes.readBigUInt64LE()))
}

/** Whether a run's log tells that the storage is away. */
const isTold = ({ type, payload }: { type: string; payload: object }) =>
  type === 'LogLine' && 'message' in payload && String(payload.message).includes('could not be stored yet')

test('what runs leave while the storage is away is stored once it is back', async () => {
  const { db } = history
  const data = { ATELIER_DATA: temporaryData() }
  const lonely = await start('lonely', data)
  const earlyStopping: RunConfig['earlyStopping'] = {
    ...{ monitor: 'accuracy', patience: 1, minDelta: 900, startFromEpoch: 0, restoreBestWeights: true },
  }
  const { id: whole } = await history.launch({ epochs: 4, earlyStopping })
  await history.ended(whole)
  const { id: stopped } = await history.launch({ epochs: 2000 })
  await vi.waitFor(
    async () => expect((await history.run(stopped)).checkpointEpochs.length).toBeGreaterThan(2),
    {
      ...{ timeout: 60_000, interval: 20 },
    },
  )
  await server.goAway()
  await history.until(stopped, isTold)
  // By what the storage holds the training is past: all but tenths, and the best should it be among them.
  const before = (await history.run(stopped)).checkpointEpochs
  const later = (before.at(-1) ?? 0) + 8
  await history.until(
    stopped,
    ({ type, payload }) => type === 'EpochCompleted' && payload.epoch.index === later,
  )
  await requestStop(db, stopped)
  expect((await history.ended(stopped)).run.status).toBe('STOPPED')
  const { id: judged } = await history.launch({ epochs: 4, earlyStopping })
  expect((await history.ended(judged)).run.status).toBe('COMPLETED')
  const left = { runId: { in: [stopped, judged] } }
  expect(await db.artifact.count({ where: left })).toBe(0)
  lonely.kill('SIGTERM')
  expect(await lonely.exit).toBe(0)

  await server.comeBack()
  // The training has removed it, but a fork waits for it.
  const here = checkpointsHere(lonely, stopped)
  const epoch = before.find((each) => !here.includes(nameOf(each))) ?? 0
  const fork = await forkRun(db, history.queue, { runId: stopped, epoch, epochs: epoch + 1 })
  if (!fork.ok) throw new Error(JSON.stringify(fork.issues))
  const again = await start('lonely', data)
  await vi.waitFor(async () => expect(await db.artifact.count({ where: left })).toBe(4), { timeout: 60_000 })
  for (const id of [stopped, judged]) {
    const { checkpointEpochs, epochsCompleted } = await history.run(id)
    expect(checkpointEpochs).toContain(epochsCompleted)
    for (const epoch of checkpointEpochs) expect(await isStored(id, nameOf(epoch))).toBe(true)
  }
  // Those that early stopping went back to, as of the run that could store its own.
  expect((await weightsOf(judged)).equals(await weightsOf(whole))).toBe(true)

  expect((await history.ended(fork.value.id)).run).toMatchObject({ status: 'COMPLETED', error: null })
  again.kill('SIGTERM')
  expect(await again.exit).toBe(0)
  await start('lonely', data)
  await vi.waitFor(
    async () => {
      expect((await history.run(stopped)).checkpointEpochs.map(nameOf)).toEqual(here)
      expect(await storedCheckpoints(stopped)).toEqual(here)
    },
    { timeout: 60_000 },
  )
  rmSync(data.ATELIER_DATA, { recursive: true })
})

test('what a run leaves whose next attempt ended before it began is stored once the storage is back', async () => {
  const data = { ATELIER_DATA: temporaryData() }
  const lonely = await start('lonely', data)
  const { id } = await history.launch({ epochs: 2000 })
  await history.firstEpoch(id)
  await server.goAway()
  await history.until(id, isTold)
  for (const pid of lonely.children()) process.kill(pid, 'SIGKILL')
  const { run: failed } = await history.ended(id)
  expect(failed).toMatchObject({
    ...{
      status: 'FAILED',
      leaseNumber: 2n,
      error: expect.stringMatching(/^The checkpoint .* cannot be had/),
    },
  })
  const here = checkpointsHere(lonely, id)
  const standing = here.filter((name) => name <= nameOf(failed.epochsCompleted))
  expect(standing.length).toBeGreaterThan(0)
  expect(failed.checkpointEpochs.map(nameOf)).not.toEqual(standing)
  lonely.kill('SIGTERM')
  expect(await lonely.exit).toBe(0)
  await server.comeBack()
  await start('lonely', data)
  await vi.waitFor(async () => expect(await storedCheckpoints(id)).toEqual(here), { timeout: 60_000 })
  await vi.waitFor(async () => expect((await history.run(id)).checkpointEpochs.map(nameOf)).toEqual(standing))
  rmSync(data.ATELIER_DATA, { recursive: true })
})

test('a worker whose keys the storage does not know says so and does not begin', async () => {
  const exit = vi.fn()
  await startWorker(database.url, 'stranger', {
    ...{ ATELIER_STORAGE: server.storage, AWS_ACCESS_KEY_ID: 'stranger' },
  }).catch(exit)
  expect(exit).toHaveBeenCalledWith(expect.objectContaining({ message: expect.stringContaining('(1)') }))
})
