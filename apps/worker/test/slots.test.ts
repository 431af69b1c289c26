import { drainWorker, listWorkers, requestPause, requestSteering, requestStop } from '@atelier/db'
import { createTestDatabase, type TestDatabase } from '@atelier/db/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { readEnv } from '../src/env.ts'
import { History } from './history.ts'
import { startWorker, type WorkerProcess } from './worker-process.ts'

// Real trainings, beside whatever else keeps the machine busy.
vi.setConfig({ testTimeout: 240_000 })

const MANY_EPOCHS = 9000

let database: TestDatabase
let history: History
let worker: WorkerProcess
beforeAll(async () => {
  database = await createTestDatabase('slots')
  history = await History.open(database.url)
  worker = await startWorker(database.url, 'double', { WORKER_SLOTS: '2' })
})
afterAll(async () => {
  worker.kill('SIGTERM')
  await worker.exit
  await history.close()
  await database.drop()
})

/** Runs that are in training on the one worker, each with an epoch done. */
async function inTraining(count: number): Promise<string[]> {
  const ids: string[] = []
  for (let number = 0; number < count; number += 1)
    ids.push((await history.launch({ epochs: MANY_EPOCHS })).id)
  await Promise.all(ids.map((id) => history.firstEpoch(id)))
  return ids
}

const forbidRestarts = (ids: readonly string[]) =>
  history.db.run.updateMany({ where: { id: { in: [...ids] } }, data: { maxRestarts: 0 } })

const shown = async () =>
  (await listWorkers(history.db)).map(({ slots, runs }) => [slots, ...runs.map(({ id }) => id)])

test('two runs train at once, a third waits; each is told for itself to pause, to end and to stop', async () => {
  const { db } = history
  const [first = '', second = ''] = await inTraining(2)
  const third = await history.launch({ epochs: MANY_EPOCHS })
  expect(await shown()).toEqual([[2, first, second]])

  await requestPause(db, first)
  await history.status(first, 'PAUSED')
  const { epochsCompleted } = await history.run(second)
  await requestSteering(db, second, { epochs: epochsCompleted + 1 })
  const { run } = await history.ended(second)
  expect(run).toMatchObject({ status: 'COMPLETED', leaseNumber: 1n })
  // The slot that came free takes what waited; one that is held by a pause stays taken.
  await history.firstEpoch(third.id)
  expect(await shown()).toEqual([[2, first, third.id]])

  await requestStop(db, third.id)
  expect((await history.ended(third.id)).run.status).toBe('STOPPED')
  expect((await history.run(first)).status).toBe('PAUSED')
  await requestStop(db, first)
  expect((await history.ended(first)).run.status).toBe('STOPPED')
})

test('a crash of one training that may not be taken up again leaves the other alone; a drained worker finishes both and takes no third', async () => {
  const { db } = history
  const [first = ''] = await inTraining(1)
  const victims = worker.children()
  const [second = ''] = await inTraining(1)
  const { workerId } = await history.run(first)
  expect(await drainWorker(db, workerId ?? '', true)).toMatchObject({ value: { draining: true } })
  const waiting = await history.launch()
  // In the order of their birth: the training process of the first, and the spare one that the second then took.
  expect(victims.length).toBe(2)
  await forbidRestarts([first])
  process.kill(victims[0] ?? 0, 'SIGKILL')
  expect((await history.ended(first)).run).toMatchObject({
    status: 'FAILED',
    error: expect.stringContaining('SIGKILL'),
  })
  const { epochsCompleted } = await history.run(second)
  await requestSteering(db, second, { epochs: epochsCompleted + 2 })
  expect((await history.ended(second)).run.status).toBe('COMPLETED')
  expect((await history.run(waiting.id)).status).toBe('QUEUED')
  await requestStop(db, waiting.id)
  await drainWorker(db, workerId ?? '', false)
})

test('a worker that is told to go leaves all that it trains to the next one; once that one is killed, they fail where they may not be taken up again', async () => {
  const ids = await inTraining(2)
  worker.kill('SIGTERM')
  expect(await worker.exit).toBe(0)
  for (const id of ids)
    expect(await history.run(id)).toMatchObject({ status: 'QUEUED', restarts: 0, workerId: null })
  expect(await listWorkers(history.db)).toMatchObject([{ status: 'STOPPED', runs: [] }])

  worker = await startWorker(database.url, 'next', { WORKER_SLOTS: '2' })
  for (const id of ids) await history.until(id, ({ type }) => type === 'RunRecovered')
  await forbidRestarts(ids)
  worker.kill('SIGKILL')
  await worker.exit
  worker = await startWorker(database.url, 'survivor')
  for (const id of ids)
    expect((await history.ended(id)).run).toMatchObject({
      status: 'FAILED',
      error: expect.stringContaining('next'),
    })
})

test('a number of slots that is none is refused by its name', () => {
  for (const slots of ['0', 'many', '65', '1.5'])
    expect(() => readEnv({ DATABASE_URL: database.url, WORKER_SLOTS: slots })).toThrow(
      /^WORKER_SLOTS: must be/,
    )
})
