import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  claimNextRun,
  createProject,
  deleteRuns,
  findExpiredLeases,
  findLoggedMatrices,
  finishRun,
  interruptExpiredRun,
  type Lease,
  LeaseLostError,
  launchRun,
  listProjects,
  listWorkers,
  type RunQueue,
  readEvents,
  recordArtifacts,
  recordCheckpoints,
  recordEpoch,
  recordEvaluation,
  recordLayers,
  recordLogLine,
  recordProgress,
  registerWorker,
  renewLease,
  requestStop,
  seeWorker,
  updateRun,
} from '../src/index.ts'
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts'
import {
  claimedRun,
  config,
  epochRecord,
  must,
  predictions,
  projectId,
  testQueue,
  workspaceId,
} from './fixtures.ts'

let database: TestDatabase
let queue: RunQueue
beforeAll(async () => {
  database = await createTestDatabase('runs')
  queue = await testQueue(database.url)
})
afterAll(async () => {
  await queue.stop()
  await database.drop()
})

const typesOf = async (runId: string) =>
  (await readEvents(database.db, { runId, after: 0n, limit: 100 })).map((event) => event.type)

const worker = () => registerWorker(database.db, { name: 'worker', host: 'here', device: 'CPU' })

describe('projects', () => {
  test('a fresh database has the project of the study', async () => {
    const projects = await listProjects(database.db, await workspaceId(database.db))
    expect(projects.map(({ slug, runCount }) => ({ slug, runCount }))).toEqual([
      { slug: 'fashion-mnist-study', runCount: 0 },
    ])
  })

  test('slugs are made of the name and unique', async () => {
    const slugs = []
    for (const name of ['Épreuves & Essais', 'épreuves, essais', '???'])
      slugs.push(
        must(await createProject(database.db, { workspaceId: await workspaceId(database.db), name })).slug,
      )
    expect(slugs).toEqual(['epreuves-essais', 'epreuves-essais-2', 'project'])
  })

  test('a name of blanks is refused with its place', async () => {
    expect(
      await createProject(database.db, { workspaceId: await workspaceId(database.db), name: '  ' }),
    ).toEqual({
      ok: false,
      issues: [{ path: ['name'], message: 'must not be empty', code: 'INVALID_VALUE' }],
    })
  })
})

describe('launching and claiming', () => {
  test('a launched run is numbered, named and queued with its first event', async () => {
    const { db } = database
    const project = must(
      await createProject(db, { workspaceId: await workspaceId(db), name: 'launching' }),
    ).id
    const first = must(await launchRun(db, queue, { projectId: project, config, tags: ['a', 'a', 'b'] }))
    const second = must(await launchRun(db, queue, { projectId: project, config, name: 'mine' }))
    expect([first.number, first.name, first.tags]).toEqual([1, 'mlp-1', ['a', 'b']])
    expect([second.number, second.name, second.status]).toEqual([2, 'mine', 'QUEUED'])
    expect(first.config).toEqual(config)
    expect(first.parameters).toMatchObject({ model: 'mlp', beta1: 0.9, learningRate: 0.001, trainLimit: 640 })
    const events = await readEvents(db, { runId: first.id, after: 0n, limit: 10 })
    expect(events).toEqual([
      {
        ...{ runId: first.id, sequence: 1n, at: first.createdAt, type: 'StatusChanged' },
        payload: { status: 'QUEUED', reason: null },
      },
    ])
    await deleteRuns(db, [first.id, second.id])
  })

  test('an unknown project is refused and leaves nothing in the queue', async () => {
    const nowhere = '01938af0-0000-7000-8000-000000000000'
    const outcome = await launchRun(database.db, queue, { projectId: nowhere, config })
    expect(outcome).toMatchObject({ ok: false, issues: [{ path: ['projectId'], code: 'NOT_FOUND' }] })
    const workerId = (await worker()).id
    expect(await claimNextRun(database.db, queue, { workerId, leaseSeconds: 600 })).toBeUndefined()
  })

  test('ten workers that ask at once get one run once', async () => {
    const { db } = database
    const run = must(await launchRun(db, queue, { projectId: await projectId(db), config }))
    const workers = await Promise.all(Array.from({ length: 10 }, worker))
    const claims = await Promise.all(
      workers.map(({ id }) => claimNextRun(db, queue, { workerId: id, leaseSeconds: 600 })),
    )
    const won = claims.filter((claim) => claim !== undefined)
    expect(won).toHaveLength(1)
    expect(won[0]).toMatchObject({ id: run.id, status: 'RUNNING', leaseNumber: 1n })
    expect(await typesOf(run.id)).toEqual(['StatusChanged', 'StatusChanged'])
  })

  test('a claim that is rolled back leaves the run in the queue', async () => {
    const { db } = database
    const run = must(await launchRun(db, queue, { projectId: await projectId(db), config }))
    const nobody = '01938af0-0000-7000-8000-000000000000'
    await expect(claimNextRun(db, queue, { workerId: nobody, leaseSeconds: 600 })).rejects.toThrow()
    const claimed = await claimNextRun(db, queue, { workerId: (await worker()).id, leaseSeconds: 600 })
    expect(claimed?.id).toBe(run.id)
  })

  test('runs stopped or deleted while they waited are passed over', async () => {
    const { db } = database
    const launch = async () => must(await launchRun(db, queue, { projectId: await projectId(db), config }))
    const [stopped, deleted, kept] = [await launch(), await launch(), await launch()]
    expect(must(await requestStop(db, stopped.id))).toMatchObject({ status: 'STOPPED', error: null })
    expect(await deleteRuns(db, [deleted.id])).toEqual({ deletedIds: [deleted.id], runningIds: [] })
    const claimed = await claimNextRun(db, queue, { workerId: (await worker()).id, leaseSeconds: 600 })
    expect(claimed?.id).toBe(kept.id)
  })
})

describe('recording', () => {
  test('an epoch is recorded whole: row, metrics with summaries, matrix, predictions, events, counters', async () => {
    const { db } = database
    const lease = await claimedRun(db, queue)
    await recordEpoch(db, lease, epochRecord(1))
    await recordEpoch(db, lease, epochRecord(2))
    const run = await db.run.findUniqueOrThrow({ where: { id: lease.runId } })
    expect(run).toMatchObject({
      epochsCompleted: 2,
      stepsPerEpoch: 4,
      examplesPerSecond: 320,
      lastSequence: 6n,
    })
    expect(run.progress).toBeCloseTo(2 / 3)
    const series = await db.metricSeries.findMany({ where: { runId: run.id } })
    const byName = new Map(series.map((one) => [one.name, one]))
    const pointsOf = async (name: string) => {
      const where = { seriesId: byName.get(name)?.id ?? -1 }
      const points = await db.metricPoint.findMany({ where, orderBy: { step: 'asc' } })
      return points.map(({ step, value }) => [step, value])
    }
    expect([...byName.keys()].sort()).toEqual([
      ...['accuracy', 'batch_accuracy', 'batch_examples_per_second', 'batch_loss'],
      ...['layers/dense/activation_mean', 'layers/dense/activation_standard_deviation'],
      ...['layers/dense/dead_share', 'layers/dense/update_norm', 'layers/dense/weight_norm'],
      ...['layers/dropout/activation_mean', 'layers/dropout/activation_standard_deviation'],
      ...['learning_rate', 'loss', 'val_accuracy', 'val_loss'],
    ])
    expect(await pointsOf('layers/dense/weight_norm')).toEqual([
      [4, 3],
      [8, 6],
    ])
    expect(byName.get('layers/dropout/activation_mean')).toMatchObject({ count: 2, last: -1, lastStep: 8 })
    expect(byName.get('batch_examples_per_second')).toMatchObject({ count: 8, minimum: 200, maximum: 400 })
    expect(byName.get('batch_loss')).toMatchObject({
      count: 8,
      last: 0.5,
      lastStep: 8,
      minimum: 0.5,
      maximum: 4,
    })
    expect(await pointsOf('loss')).toEqual([
      [4, 1],
      [8, 0.5],
    ])
    expect((await pointsOf('batch_loss')).map(([, value]) => value)).toEqual([4, 3, 2, 1, 2, 1.5, 1, 0.5])
    const set = await db.predictionSet.findFirstOrThrow({ where: { runId: run.id, epoch: 2 } })
    expect([...new Float32Array(set.confidence.buffer)]).toEqual([0.75, 0.5, 0.625])
    expect([...set.predicted]).toEqual([0, 1, 0])
    const matrix = await db.confusionMatrix.findFirstOrThrow({ where: { runId: run.id, epoch: 1 } })
    expect(matrix.counts).toEqual([1, 0, 1, 1])
    const [, , epoch, computed] = await readEvents(db, { runId: run.id, after: 0n, limit: 4 })
    expect(epoch?.payload).toMatchObject({ epoch: { index: 1, validationLoss: 1.5 } })
    expect(computed?.payload).toEqual({ epoch: 1, split: 'TEST', labels: [], counts: [] })
    expect(await findLoggedMatrices(db, [{ runId: run.id, sequence: 4n }])).toMatchObject([
      { epoch: 1, labels: ['no', 'yes'], counts: epochRecord(1).validation.confusionMatrix },
    ])
  })

  test('an epoch that fails half-way leaves nothing', async () => {
    const { db } = database
    const lease = await claimedRun(db, queue)
    const broken = { ...epochRecord(1), validation: { ...predictions(), confidence: Float32Array.of(1) } }
    await expect(recordEpoch(db, lease, broken)).rejects.toThrow('3 examples came with 3, 1, 3')
    const where = { runId: lease.runId }
    expect(await db.epoch.count({ where })).toBe(0)
    expect(await db.metricSeries.count({ where })).toBe(0)
    expect(await typesOf(lease.runId)).toEqual(['StatusChanged', 'StatusChanged'])
    await recordEpoch(db, lease, epochRecord(1))
    expect(await db.epoch.count({ where })).toBe(1)
  })

  test('what was recorded already is not recorded again', async () => {
    const { db } = database
    const lease = await claimedRun(db, queue)
    const layer = { index: 0, name: 'dense', type: 'Dense', outputShape: [null, 10], settings: { units: 10 } }
    const counts = { parameters: 7850, trainable: 7850, nonTrainable: 0 }
    const parameterCount = { total: 7850, trainable: 7850, nonTrainable: 0 }
    const evaluation = { epoch: 1, loss: 1, accuracy: 0.5, examples: 3, predictions: predictions() }
    // The second time on another device: the worker that took the run up has it.
    for (const device of ['CPU', 'GPU']) {
      await recordLayers(db, lease, { layers: [{ ...layer, ...counts }], parameterCount, device })
      await recordEpoch(db, lease, epochRecord(1))
      await recordEvaluation(db, lease, evaluation)
      expect(await db.run.findUnique({ where: { id: lease.runId } })).toMatchObject({ device })
    }
    expect(await typesOf(lease.runId)).toEqual([
      ...['StatusChanged', 'StatusChanged', 'LayersSummarized'],
      ...['EpochCompleted', 'ConfusionMatrixComputed', 'EvaluationCompleted'],
    ])
  })

  test('an epoch out of turn is a bug that names both', async () => {
    const lease = await claimedRun(database.db, queue)
    await expect(recordEpoch(database.db, lease, epochRecord(2))).rejects.toThrow('epoch 2 after epoch 0')
  })

  test('an evaluation on another split than the validation brings its own matrix', async () => {
    const { db } = database
    const lease = await claimedRun(db, queue)
    await recordEpoch(db, lease, { ...epochRecord(1), validation: { ...predictions(), split: 'VALIDATION' } })
    await recordEvaluation(db, lease, {
      epoch: 1,
      loss: 1,
      accuracy: 0.5,
      examples: 3,
      predictions: predictions(),
    })
    expect((await typesOf(lease.runId)).slice(4)).toEqual(['ConfusionMatrixComputed', 'EvaluationCompleted'])
  })
})

describe('leases', () => {
  test('every recording under an old lease is refused', async () => {
    const { db } = database
    const lease = await claimedRun(db, queue)
    const old = { ...lease, leaseNumber: lease.leaseNumber - 1n }
    const progress = { epoch: 1, step: 1, stepsPerEpoch: 4, loss: 1, accuracy: 0, examplesPerSecond: 1 }
    const evaluation = { epoch: 1, loss: 1, accuracy: 0.5, examples: 3, predictions: predictions() }
    const parameterCount = { total: 0, trainable: 0, nonTrainable: 0 }
    const attempts = [
      () => recordProgress(db, old, progress),
      () => recordEpoch(db, old, epochRecord(1)),
      () => recordEvaluation(db, old, evaluation),
      () => recordLayers(db, old, { layers: [], parameterCount, device: 'CPU' }),
      () => finishRun(db, old, { status: 'COMPLETED', reason: null }),
    ]
    for (const attempt of attempts) await expect(attempt()).rejects.toBeInstanceOf(LeaseLostError)
    expect(await renewLease(db, old, { leaseSeconds: 600 })).toEqual({ held: false })
    expect(await typesOf(lease.runId)).toHaveLength(2)
    expect(await renewLease(db, lease, { leaseSeconds: 600 })).toMatchObject({
      ...{ held: true, orders: { stopRequested: false, pauseRequested: false, learningRate: null } },
    })
  })

  test('what comes late of an ended run is taken from its last worker, and from no other', async () => {
    const { db } = database
    const lease = await claimedRun(db, queue)
    await recordEpoch(db, lease, epochRecord(1))
    await finishRun(db, lease, { status: 'STOPPED', reason: null })
    const weights = { name: 'model.weights.h5', format: 'keras', bytes: 3, sha256: Uint8Array.of(1, 2, 3) }
    const late = (by: Lease) => [
      () => recordLogLine(db, by, { level: 'warn', message: 'The trained weights could not be stored yet' }),
      () => recordCheckpoints(db, by, { stay: [1], go: [] }),
      () => recordArtifacts(db, by, [weights]),
    ]
    for (const record of late(lease)) await record()
    for (const record of late({ ...lease, leaseNumber: lease.leaseNumber + 1n }))
      await expect(record()).rejects.toThrow('it is stopped under lease 1')
    expect((await typesOf(lease.runId)).slice(-2)).toEqual(['StatusChanged', 'LogLine'])
    const { runId } = lease
    expect(await db.run.findUnique({ where: { id: runId } })).toMatchObject({ checkpointEpochs: [1] })
    expect(await db.artifact.count({ where: { runId } })).toBe(1)
    await deleteRuns(db, [runId])
    for (const record of late(lease)) await expect(record()).rejects.toThrow('no such run')
  })

  test('an ended or deleted run takes no more records', async () => {
    const { db } = database
    const lease = await claimedRun(db, queue)
    await finishRun(db, lease, { status: 'FAILED', reason: 'Out of memory.' })
    await expect(recordEpoch(db, lease, epochRecord(1))).rejects.toThrow('it is failed under lease 1')
    await deleteRuns(db, [lease.runId])
    await expect(recordEpoch(db, lease, epochRecord(1))).rejects.toThrow('no such run')
  })

  test('a run whose worker is silent waits for another, unless the worker comes back first', async () => {
    const { db } = database
    const [silent, back] = [await claimedRun(db, queue), await claimedRun(db, queue)]
    for (const lease of [silent, back]) await renewLease(db, lease, { leaseSeconds: -1 })
    const found = await findExpiredLeases(db)
    expect(found.map((lease) => lease.runId).sort()).toEqual([silent.runId, back.runId].sort())
    await renewLease(db, back, { leaseSeconds: 600 })
    const interrupted = await Promise.all(found.map((lease) => interruptExpiredRun(db, queue, lease)))
    expect(interrupted.filter((run) => run)).toMatchObject([
      { id: silent.runId, status: 'QUEUED', restarts: 1, error: null },
    ])
    const { events } = { events: await readEvents(db, { runId: silent.runId, after: 0n, limit: 100 }) }
    expect(events.at(-1)?.payload).toMatchObject({
      ...{ status: 'QUEUED', reason: expect.stringContaining('worker on here stopped answering') },
    })
    expect(await findExpiredLeases(db)).toEqual([])
  })
})

describe('stopping', () => {
  test('a running run is asked, stays running, and tells its worker at the next renewal', async () => {
    const { db } = database
    const lease = await claimedRun(db, queue)
    const asked = must(await requestStop(db, lease.runId))
    expect(asked.status).toBe('RUNNING')
    expect(asked.stopRequestedAt).toBeInstanceOf(Date)
    expect(await renewLease(db, lease, { leaseSeconds: 600 })).toMatchObject({
      ...{ held: true, orders: { stopRequested: true } },
    })
    const stopped = await finishRun(db, lease, { status: 'STOPPED', reason: null })
    expect(stopped).toMatchObject({ status: 'STOPPED', leaseExpiresAt: null, finishedAt: expect.any(Date) })
  })

  test('an ended or unknown run is an expected failure', async () => {
    const { db } = database
    const lease = await claimedRun(db, queue)
    await finishRun(db, lease, { status: 'COMPLETED', reason: null })
    const codeOf = async (id: string) => {
      const outcome = await requestStop(db, id)
      return outcome.ok ? undefined : outcome.issues.map((issue) => issue.code)
    }
    expect(await codeOf(lease.runId)).toEqual(['ALREADY_ENDED'])
    expect(await codeOf('not-an-id')).toEqual(['NOT_FOUND'])
  })

  test('a running run is not deleted', async () => {
    const { runId } = await claimedRun(database.db, queue)
    expect(await deleteRuns(database.db, [runId])).toEqual({ deletedIds: [], runningIds: [runId] })
  })
})

test('labels are changed one by one', async () => {
  const { db } = database
  const { runId } = await claimedRun(db, queue)
  await updateRun(db, { id: runId, notes: 'first', tags: ['x'] })
  expect(must(await updateRun(db, { id: runId, name: 'renamed' }))).toMatchObject({
    ...{ name: 'renamed', notes: 'first', tags: ['x'], status: 'RUNNING' },
  })
  expect(await updateRun(db, { id: runId, name: '' })).toMatchObject({
    ok: false,
    issues: [{ path: ['name'] }],
  })
})

test('workers are listed with the runs that they train', async () => {
  const { db } = database
  const { runId } = await claimedRun(db, queue)
  const { workerId } = await db.run.findUniqueOrThrow({ where: { id: runId } })
  const facts = {
    id: workerId ?? '',
    name: 'w',
    host: 'h',
    status: 'TRAINING',
    ...{ device: 'CPU, 2 cores', slots: 3 },
  } as const
  await seeWorker(db, facts)
  const listed = (await listWorkers(db)).find((one) => one.id === workerId)
  expect(listed).toMatchObject({ status: 'TRAINING', device: 'CPU, 2 cores', slots: 3 })
  expect(listed?.runs).toMatchObject([{ id: runId }])
})
