import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { deleteRuns, requestStop } from '@atelier/db'
import { createTestDatabase, type TestDatabase } from '@atelier/db/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { History } from './history.ts'
import { startWorker, type WorkerProcess } from './worker-process.ts'

vi.setConfig({ testTimeout: 240_000 })

let database: TestDatabase
let history: History
let worker: WorkerProcess
beforeAll(async () => {
  database = await createTestDatabase('artifacts')
  history = await History.open(database.url)
  worker = await startWorker(database.url, 'keeper')
})
afterAll(async () => {
  worker.kill('SIGTERM')
  await worker.exit
  await history.close()
  await database.drop()
})

const header = z
  .object({ __metadata__: z.record(z.string(), z.string()) })
  .catchall(
    z.object({ dtype: z.string(), shape: z.array(z.int()), data_offsets: z.tuple([z.int(), z.int()]) }),
  )

/** A safetensors file read by its specification: metadata, and each tensor's bytes. */
function readTensors(file: string) {
  const bytes = readFileSync(file)
  const start = 8 + Number(bytes.readBigUInt64LE())
  const { __metadata__: metadata, ...entries } = header.parse(JSON.parse(bytes.toString('utf8', 8, start)))
  const tensors = Object.entries(entries).map(
    ([
      name,
      {
        data_offsets: [from, to],
      },
    ]) => {
      return [name, bytes.subarray(start + from, start + to)] as const
    },
  )
  return { metadata, tensors: new Map(tensors) }
}

const folderOf = (kind: 'artifacts' | 'checkpoints', id: string) =>
  path.join(worker.dataFolder, 'storage', kind, id)

test('a finished run leaves its weights and its model, which go with it', async () => {
  const { db } = history
  const { id } = await history.launch()
  const { run } = await history.ended(id)
  expect(run.status).toBe('COMPLETED')
  const rows = await db.artifact.findMany({ where: { runId: id }, orderBy: { name: 'asc' } })
  expect(rows.map(({ name, format }) => [name, format])).toEqual([
    ['model.json', 'json'],
    ['weights.safetensors', 'safetensors'],
  ])
  const folder = folderOf('artifacts', id)
  for (const { name, bytes, sha256 } of rows) {
    const file = readFileSync(path.join(folder, name))
    expect(file.length).toBe(Number(bytes))
    expect(createHash('sha256').update(file).digest('hex')).toBe(Buffer.from(sha256).toString('hex'))
  }
  const { metadata, tensors } = readTensors(path.join(folder, 'weights.safetensors'))
  expect(metadata).toEqual({ run: id, epoch: '2' })
  const floats = [...tensors.values()].reduce((sum, tensor) => sum + tensor.length / 4, 0)
  expect(floats).toBe(run.totalParameters)
  const model = JSON.parse(readFileSync(path.join(folder, 'model.json'), 'utf8'))
  expect(model).toMatchObject({ dataset: 'fashion-mnist', epoch: 2, weights: 'weights.safetensors' })
  expect(model.labels[9]).toBe('Ankle boot')
  const named = new Set(model.layers.map(({ name }: { name: string }) => name))
  for (const name of tensors.keys()) expect(named).toContain(name.split('/')[0])
  const checkpoint = readTensors(path.join(folderOf('checkpoints', id), 'epoch-0002.safetensors'))
  for (const [name, bytes] of tensors)
    expect(checkpoint.tensors.get(`state/${name}`)?.equals(bytes)).toBe(true)

  await deleteRuns(db, [id])
  await vi.waitFor(() => expect(existsSync(folder)).toBe(false), { timeout: 60_000 })
})

test('where early stopping went back to averaged weights, those are what is left', async () => {
  const { id } = await history.launch({
    epochs: 4,
    optimizer: { type: 'AdamW', learningRate: 0.002, settings: { useEma: true } },
    // No change is that large: it stops after the second epoch and goes back to the first.
    earlyStopping: {
      ...{ monitor: 'accuracy', patience: 1, minDelta: 900, startFromEpoch: 0, restoreBestWeights: true },
    },
  })
  expect((await history.ended(id)).run).toMatchObject({ status: 'COMPLETED', epochsCompleted: 2 })
  const { metadata, tensors } = readTensors(path.join(folderOf('artifacts', id), 'weights.safetensors'))
  expect(metadata).toEqual({ run: id, epoch: '1' })
  const first = readTensors(path.join(folderOf('checkpoints', id), 'epoch-0001.safetensors')).tensors
  for (const [name, bytes] of tensors) {
    const judged = first.get(`state/average/${name}`) ?? first.get(`state/${name}`)
    expect([name, judged?.equals(bytes)]).toEqual([name, true])
  }
  expect(tensors.size).toBeGreaterThan(4)
})

test('a run that was stopped leaves what it had learnt by then', async () => {
  const { db } = history
  const { id } = await history.launch({ epochs: 2000 })
  await history.firstEpoch(id)
  await requestStop(db, id)
  const { run } = await history.ended(id)
  expect(run.status).toBe('STOPPED')
  await vi.waitFor(async () => expect(await db.artifact.count({ where: { runId: id } })).toBe(2), {
    timeout: 60_000,
  })
  expect(readdirSync(folderOf('artifacts', id)).sort()).toEqual(['model.json', 'weights.safetensors'])
})
