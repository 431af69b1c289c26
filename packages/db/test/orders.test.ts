import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  claimNextRun,
  type Database,
  deleteRuns,
  drainWorker,
  findClaimedRun,
  finishRun,
  forkRun,
  launchRun,
  type Outcome,
  type Run,
  type RunQueue,
  recordCheckpoints,
  recordEpoch,
  recordPause,
  recordSteering,
  registerWorker,
  renewLease,
  requestPause,
  requestResume,
  requestSteering,
  seeWorker,
} from '../src/index.ts'
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts'
import { claimedRun, config, epochRecord, must, projectId, testQueue } from './fixtures.ts'

let database: TestDatabase
let queue: RunQueue
beforeAll(async () => {
  database = await createTestDatabase('orders')
  queue = await testQueue(database.url)
})
afterAll(async () => {
  await queue.stop()
  await database.drop()
})

const launched = async (db: Database, to: RunQueue): Promise<Run> =>
  must(await launchRun(db, to, { projectId: await projectId(db), config }))

test('a worker whose row was swept while its machine slept comes back and can claim', async () => {
  const { db } = database
  const { id, name, host, device } = await registerWorker(db, { name: 'sleeper', host: 'h', device: 'CPU' })
  await db.worker.delete({ where: { id } })
  await seeWorker(db, { id, name, host, device, status: 'IDLE' })
  const run = await launched(db, queue)
  const claimed = await claimNextRun(db, queue, { workerId: id, leaseSeconds: 10 })
  expect(claimed).toMatchObject({ id: run.id, workerId: id })
})

test('a worker that is started again takes the place of the one that stopped, and of no other', async () => {
  const { db } = database
  const facts = { name: 'again', host: 'h', device: 'CPU' }
  const stopped = await registerWorker(db, facts)
  const alive = await registerWorker(db, facts)
  await seeWorker(db, { ...facts, id: stopped.id, status: 'STOPPED' })
  const elsewhere = await registerWorker(db, { ...facts, host: 'elsewhere' })
  await seeWorker(db, { ...facts, host: 'elsewhere', id: elsewhere.id, status: 'STOPPED' })
  const started = await registerWorker(db, facts)
  const left = (await db.worker.findMany({ where: { name: 'again' } })).map(({ id }) => id)
  expect(left.toSorted()).toEqual([alive.id, elsewhere.id, started.id].toSorted())
})

test('a drained worker claims nothing; resumed it does', async () => {
  const { db } = database
  const { id: workerId } = await registerWorker(db, { name: 'drained', host: 'h', device: 'CPU' })
  const claim = { workerId, leaseSeconds: 10 }
  const first = await launched(db, queue)
  expect(await claimNextRun(db, queue, claim)).toMatchObject({ id: first.id })
  const run = await launched(db, queue)
  expect(must(await drainWorker(db, workerId, true))).toMatchObject({
    draining: true,
    runs: [{ id: first.id }],
  })
  expect(await claimNextRun(db, queue, claim)).toBeUndefined()
  expect(await db.run.findUniqueOrThrow({ where: { id: run.id } })).toMatchObject({ status: 'QUEUED' })
  expect(must(await drainWorker(db, workerId, false))).toMatchObject({ draining: false })
  expect(await claimNextRun(db, queue, claim)).toMatchObject({ id: run.id, workerId })
})

test('a claim whose answer was lost is found again under the same lease', async () => {
  const { db } = database
  const { id: workerId } = await registerWorker(db, { name: 'w', host: 'h', device: 'CPU' })
  const claim = { workerId, leaseSeconds: 10 }
  expect(await findClaimedRun(db, claim, [])).toBeUndefined()
  await launched(db, queue)
  const claimed = await claimNextRun(db, queue, claim)
  expect(await findClaimedRun(db, claim, [])).toMatchObject({
    id: claimed?.id,
    leaseNumber: claimed?.leaseNumber,
  })
  await launched(db, queue)
  const second = await claimNextRun(db, queue, claim)
  expect(await findClaimedRun(db, claim, [claimed?.id ?? ''])).toMatchObject({ id: second?.id })
  expect(await findClaimedRun(db, claim, [claimed?.id ?? '', second?.id ?? ''])).toBeUndefined()
})

describe('orders', () => {
  const codes = (outcome: Outcome<Run>) => (outcome.ok ? [] : outcome.issues.map(({ code }) => code))

  test('a pause, a rate and epochs reach the holder of the lease', async () => {
    const { db } = database
    const lease = await claimedRun(db, queue)
    must(await requestPause(db, lease.runId))
    must(await requestSteering(db, lease.runId, { learningRate: 0.5 }))
    must(await requestSteering(db, lease.runId, { epochs: 9 }))
    expect(await renewLease(db, lease, { leaseSeconds: 10 })).toMatchObject({
      orders: { pauseRequested: true, learningRate: 0.5, epochs: 9 },
    })
    await recordPause(db, lease, 'PAUSED')
    expect(await renewLease(db, lease, { leaseSeconds: 10 })).toMatchObject({ held: true })
    expect(await deleteRuns(db, [lease.runId])).toMatchObject({ deletedIds: [] })
    must(await requestResume(db, lease.runId))
    await recordPause(db, lease, 'RUNNING')
    await recordEpoch(db, lease, epochRecord(1))
    const before = await db.run.findUniqueOrThrow({ where: { id: lease.runId } })
    expect(before.progress).toBeCloseTo(1 / (before.epochs ?? 0), 9)
    await recordSteering(db, lease, { epoch: 2, step: 0, learningRate: 0.5, epochs: 9 })
    const after = await db.run.findUniqueOrThrow({ where: { id: lease.runId } })
    expect(after).toMatchObject({ status: 'RUNNING', pauseRequested: false, epochs: 9 })
    expect(after.progress).toBeCloseTo(1 / 9, 9)
    await recordSteering(db, lease, { epoch: 2, step: 0, epochs: 1 })
    const fewer = await db.run.findUniqueOrThrow({ where: { id: lease.runId } })
    expect(fewer).toMatchObject({ epochs: 2, progress: expect.closeTo(1 / 2, 9) })
    expect(codes(await requestResume(db, lease.runId))).toEqual(['CONFLICT'])
  })

  test('what waits, has ended or is unknown takes none, and bad values are named', async () => {
    const { db } = database
    const { id } = await launched(db, queue)
    expect(codes(await requestPause(db, id))).toEqual(['CONFLICT'])
    expect(codes(await requestPause(db, 'nobody'))).toEqual(['NOT_FOUND'])
    expect(codes(await requestSteering(db, id, {}))).toEqual(['INVALID_VALUE'])
    expect(codes(await requestSteering(db, id, { learningRate: -1 }))).toEqual(['INVALID_VALUE'])
    const lease = await claimedRun(db, queue)
    await finishRun(db, lease, { status: 'COMPLETED', reason: null })
    expect(codes(await requestSteering(db, lease.runId, { epochs: 3 }))).toEqual(['ALREADY_ENDED'])
  })

  test('a fork has what was before it, and only from a stored epoch', async () => {
    const { db } = database
    const lease = await claimedRun(db, queue)
    const { runId } = lease
    expect(codes(await forkRun(db, queue, { runId }))).toEqual(['CONFLICT'])
    await recordEpoch(db, lease, epochRecord(1))
    expect(await recordCheckpoints(db, lease, { stay: [1, 2], go: [] })).toEqual([1])
    expect(codes(await forkRun(db, queue, { runId, epoch: 4 }))).toEqual(['NOT_FOUND'])
    expect(codes(await forkRun(db, queue, { runId, epochs: 1 }))).toEqual(['INVALID_VALUE'])
    const fork = must(await forkRun(db, queue, { runId, epoch: 1, epochs: 5, learningRate: 0.25 }))
    expect(fork).toMatchObject({
      ...{ status: 'QUEUED', epochsCompleted: 1, epochs: 5, forkedFromId: runId },
      parameters: { learningRate: 0.25, 'forkedFrom.epoch': 1 },
    })
    expect(await db.epoch.count({ where: { runId: fork.id } })).toBe(1)

    // What a fork begins from stays until it has a checkpoint of its own.
    await recordEpoch(db, lease, epochRecord(2))
    const past = { stay: [2], go: [1] }
    expect(await recordCheckpoints(db, lease, past)).toEqual([1, 2])
    expect((await db.run.findUniqueOrThrow({ where: { id: runId } })).checkpointEpochs).toEqual([1, 2])
    await db.run.update({ where: { id: fork.id }, data: { checkpointEpochs: [2] } })
    expect(await recordCheckpoints(db, lease, past)).toEqual([2])
    expect(await recordCheckpoints(db, lease, past)).toEqual([2])
  })
})
