import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { deleteRuns, forkRun, requestPause, requestResume, requestSteering, requestStop } from '@atelier/db'
import { createTestDatabase, type TestDatabase } from '@atelier/db/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { History } from './history.ts'
import { startWorker, type WorkerProcess } from './worker-process.ts'

vi.setConfig({ testTimeout: 240_000 })

let database: TestDatabase
let history: History
let worker: WorkerProcess
let card: string
beforeAll(async () => {
  database = await createTestDatabase('orders')
  history = await History.open(database.url)
  card = standInCard()
  worker = await startWorker(database.url, 'steered', { PATH: `${card}${path.delimiter}${process.env.PATH}` })
})
afterAll(async () => {
  worker.kill('SIGTERM')
  await worker.exit
  await history.close()
  await database.drop()
  rmSync(card, { recursive: true, force: true })
})

/**
 * A folder with an nvidia-smi that tells of a card: this machine has none, so what is tested is that the worker asks and
 * records, not what a real card says.
 */
function standInCard(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'atelier-card-'))
  const script =
    '#!/bin/sh\ncase "$*" in *utilization.gpu,memory.used*--id=0*) echo "37, 1024";; *) echo Stand-in;; esac\n'
  writeFileSync(path.join(folder, 'nvidia-smi'), script, { mode: 0o755 })
  return folder
}

test('a training is paused, steered while it is held, goes on, stops, and is forked', async () => {
  const { db } = history
  const { id } = await history.launch({ epochs: 2000 })
  await history.firstEpoch(id)
  expect(await requestPause(db, id)).toMatchObject({ ok: true })
  await history.status(id, 'PAUSED')
  const { epochsCompleted } = await history.run(id)
  expect(await requestSteering(db, id, { learningRate: 0.0005, epochs: epochsCompleted + 2 })).toMatchObject({
    ok: true,
  })
  expect(await requestResume(db, id)).toMatchObject({ ok: true })
  const { run, events } = await history.ended(id)
  const statuses = events.flatMap(({ type, payload }) => (type === 'StatusChanged' ? [payload.status] : []))
  expect(statuses).toEqual(['QUEUED', 'RUNNING', 'PAUSED', 'RUNNING', 'COMPLETED'])
  expect(run.epochs).toBe(run.epochsCompleted)
  const lines = events.flatMap(({ type, payload }) => (type === 'LogLine' ? [payload.message] : []))
  expect(lines.join(' ')).toContain('learning rate 0.0005')
  const last = await db.epoch.findFirstOrThrow({ where: { runId: id, index: run.epochsCompleted } })
  expect(last.learningRate).toBeCloseTo(0.0005, 9)

  const epoch = run.checkpointEpochs.at(-1) ?? 0
  expect(epoch).toBe(run.epochsCompleted)
  const forked = await forkRun(db, history.queue, {
    runId: id,
    epoch,
    epochs: epoch + 1,
    learningRate: 0.002,
  })
  if (!forked.ok) throw new Error(JSON.stringify(forked.issues))
  const { run: fork } = await history.ended(forked.value.id)
  expect(fork).toMatchObject({ status: 'COMPLETED', error: null, epochsCompleted: epoch + 1 })
  const epochs = await db.epoch.findMany({ where: { runId: fork.id }, orderBy: { index: 'asc' } })
  expect(epochs.map(({ index }) => index)).toEqual(Array.from({ length: epoch + 1 }, (_, index) => index + 1))
  expect(epochs.at(-1)?.learningRate).toBeCloseTo(0.002, 9)

  const folder = path.join(worker.dataFolder, 'storage/checkpoints')
  expect(readdirSync(folder).sort()).toEqual([id, fork.id].sort())
  await deleteRuns(db, [id])
  await vi.waitFor(() => expect(readdirSync(folder)).toEqual([fork.id]), { timeout: 60_000 })
})

test('a checkpoint that a fork waits for stays, however far its run trains on', async () => {
  const { db } = history
  const { id } = await history.launch({ epochs: 2000 })
  await history.firstEpoch(id)
  await requestPause(db, id)
  await history.status(id, 'PAUSED')
  // One that a training which goes on removes: every tenth stays anyway.
  const epoch = await vi.waitFor(
    async () => {
      const removable = (await history.run(id)).checkpointEpochs.find((one) => one % 10 !== 0)
      if (removable === undefined) throw new Error('no checkpoint is recorded yet')
      return removable
    },
    { timeout: 60_000 },
  )
  const { epochsCompleted } = await history.run(id)
  const forked = await forkRun(db, history.queue, { runId: id, epoch, epochs: epoch + 1 })
  if (!forked.ok) throw new Error(JSON.stringify(forked.issues))
  await requestResume(db, id)
  await vi.waitFor(
    async () => expect((await history.run(id)).epochsCompleted).toBeGreaterThan(epochsCompleted + 10),
    { timeout: 60_000, interval: 200 },
  )
  expect((await history.run(id)).checkpointEpochs).toContain(epoch)
  await requestStop(db, id)
  await history.ended(id)
  const { run: fork } = await history.ended(forked.value.id)
  expect(fork).toMatchObject({ status: 'COMPLETED', error: null, epochsCompleted: epoch + 1 })
})

test('a paused training is stopped where it stands', async () => {
  const { db } = history
  const { id } = await history.launch({ epochs: 2000 })
  await history.firstEpoch(id)
  await requestPause(db, id)
  await history.status(id, 'PAUSED')
  // What the process takes of its machine is told while it is held, too.
  await vi.waitFor(
    async () => {
      const where = { runId: id, name: { startsWith: 'system/' } }
      const usage = await db.metricSeries.findMany({ where, orderBy: { name: 'asc' } })
      const [cpu, cardMemory, cardUse, memory] = usage
      expect(usage.map(({ name }) => name)).toEqual([
        ...['system/cpu', 'system/gpu_memory', 'system/gpu_utilisation', 'system/memory'],
      ])
      expect(cpu?.maximum).toBeGreaterThan(1)
      expect(memory?.minimum).toBeGreaterThan(100 * 2 ** 20)
      expect([cardUse?.last, cardMemory?.last]).toEqual([37, 2 ** 30])
    },
    { timeout: 60_000 },
  )
  expect(await requestStop(db, id)).toMatchObject({ ok: true, value: { status: 'PAUSED' } })
  const { run } = await history.ended(id)
  expect(run).toMatchObject({ status: 'STOPPED', leaseExpiresAt: null })
})
