import { drainWorker, listWorkers, requestSteering } from '@atelier/db'
import { createTestDatabase, type TestDatabase } from '@atelier/db/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { History } from './history.ts'
import { startWorker, type WorkerProcess } from './worker-process.ts'

// Real trainings, beside whatever else keeps the machine busy.
vi.setConfig({ testTimeout: 240_000 })

const MANY_EPOCHS = 2000

let database: TestDatabase
let history: History
let workers: WorkerProcess[]
beforeEach(async () => {
  database = await createTestDatabase('workers')
  history = await History.open(database.url)
  workers = []
})
afterEach(async () => {
  for (const worker of workers) worker.kill('SIGTERM')
  await Promise.all(workers.map((worker) => worker.exit))
  await history.close()
  await database.drop()
})

async function start(name: string): Promise<WorkerProcess> {
  const worker = await startWorker(database.url, name)
  workers.push(worker)
  return worker
}

const nameOf = async (workerId: string | null) =>
  (await history.db.worker.findUnique({ where: { id: workerId ?? '' } }))?.name

test('two workers share the queue, each run trained once', async () => {
  await Promise.all([start('left'), start('right')])
  const runs = []
  for (let number = 0; number < 3; number += 1) runs.push(await history.launch({ epochs: 1 }))
  const ended = await Promise.all(runs.map((run) => history.ended(run.id)))
  for (const { run, events } of ended) {
    expect(run).toMatchObject({ status: 'COMPLETED', leaseNumber: 1n })
    expect(events.filter((event) => event.type === 'EpochCompleted')).toHaveLength(1)
  }
  const names = await Promise.all(ended.map(({ run }) => nameOf(run.workerId)))
  expect(new Set(names)).toEqual(new Set(['left', 'right']))
})

test('a run that may not be taken up again fails through another worker, and its training process ends too', async () => {
  const victim = await start('victim')
  const { id } = await history.launch({ epochs: MANY_EPOCHS })
  await history.db.run.update({ where: { id }, data: { maxRestarts: 0 } })
  await history.firstEpoch(id)
  const children = victim.children()
  victim.kill('SIGKILL')
  expect(await victim.exit).toBe('SIGKILL')
  await start('survivor')
  const { run } = await history.ended(id)
  expect(run).toMatchObject({ status: 'FAILED', error: expect.stringContaining('victim') })
  expect(children.length).toBeGreaterThan(0)
  for (const pid of children) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

test('a worker that is told to go leaves its run to the next one, at the front of the queue', async () => {
  const worker = await start('leaver')
  const training = await history.launch({ epochs: MANY_EPOCHS })
  const waiting = await history.launch()
  await history.firstEpoch(training.id)
  worker.kill('SIGTERM')
  expect(await worker.exit).toBe(0)
  const left = await history.run(training.id)
  expect(left).toMatchObject({ status: 'QUEUED', restarts: 0, workerId: null })
  expect(await history.run(waiting.id)).toMatchObject({ status: 'QUEUED' })
  expect(await listWorkers(history.db)).toMatchObject([{ name: 'leaver', status: 'STOPPED', runs: [] }])
  await start('next')
  const events = await history.until(training.id, (event) => event.type === 'RunRecovered')
  expect(events.at(-1)?.payload).toMatchObject({
    ...{ attempt: 2, reason: 'The worker was shut down while it trained this run.' },
  })
  expect((await history.run(waiting.id)).status).toBe('QUEUED')
})

test('a drained worker finishes what it trains and takes nothing new until it is resumed', async () => {
  const { db } = history
  await start('drained')
  const training = await history.launch({ epochs: MANY_EPOCHS })
  await history.firstEpoch(training.id)
  const { workerId } = await history.run(training.id)
  const waiting = await history.launch({ epochs: 1 })
  expect(await drainWorker(db, workerId ?? '', true)).toMatchObject({
    ok: true,
    value: { draining: true, runs: [{ id: training.id }] },
  })
  await requestSteering(db, training.id, { epochs: 1 })
  expect((await history.ended(training.id)).run.status).toBe('COMPLETED')
  expect((await history.run(waiting.id)).status).toBe('QUEUED')
  expect(await drainWorker(db, workerId ?? '', false)).toMatchObject({ ok: true, value: { draining: false } })
  expect(await nameOf((await history.ended(waiting.id)).run.workerId)).toBe('drained')
})
