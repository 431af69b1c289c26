import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  countRuns,
  createProject,
  deleteRuns,
  filterCondition,
  findConfusionMatrix,
  findLatestProgress,
  findMetricBuckets,
  findMetricSeries,
  findProject,
  findRun,
  findRunState,
  findRuns,
  type Lease,
  launchRun,
  listPredictions,
  listRuns,
  listRunVersions,
  type RunListFilter,
  type RunListOrder,
  type RunPosition,
  type RunQueue,
  recordEpoch,
  recordEvaluation,
  recordLogLine,
  recordProgress,
  requestStop,
  type StepRange,
  updateRun,
} from '../src/index.ts'
import { addMetricPoints } from '../src/runs/metric-points.ts'
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts'
import { claimedRun, config, epochRecord, must, predictions, testQueue, workspaceId } from './fixtures.ts'

let database: TestDatabase
let queue: RunQueue
beforeAll(async () => {
  database = await createTestDatabase('read_runs')
  queue = await testQueue(database.url)
})
afterAll(async () => {
  await queue.stop()
  await database.drop()
})

const newestFirst: RunListOrder = { by: 'CREATED_AT', direction: 'DESC' }

async function namedRuns(names: readonly string[]): Promise<string> {
  const { db } = database
  const project = must(await createProject(db, { workspaceId: await workspaceId(db), name: 'Lists' }))
  for (const name of names)
    must(await launchRun(db, queue, { projectId: project.id, name, tags: [name.slice(0, 1), 'all'], config }))
  return project.id
}

async function allPages(filter: RunListFilter, order: RunListOrder, first: number): Promise<string[]> {
  const names: string[] = []
  let after: RunPosition | null = null
  for (;;) {
    const page = await listRuns(database.db, { where: filterCondition(filter), order, first, after })
    names.push(...page.runs.map(({ run }) => run.name))
    const last = page.runs.at(-1)
    if (!page.hasNextPage || !last) return names
    after = last.position
  }
}

type Asked = { runId: string; name: string; maxPoints: number; range?: StepRange }

async function bucketed({ maxPoints, range, ...asked }: Asked) {
  const metric = await findMetricSeries(database.db, asked)
  const buckets = await findMetricBuckets(database.db, metric, maxPoints, range)
  return { name: metric.name, count: metric.count, buckets }
}

test('pages in every order hold each run once, also while runs are added and deleted', async () => {
  const { db } = database
  const names = ['b', 'a', 'd', 'c', 'e', 'a']
  const projectId = await namedRuns(names)
  const filter = { projectId }
  const where = filterCondition(filter)
  expect(await allPages(filter, newestFirst, 2)).toEqual(names.toReversed())
  expect(await allPages(filter, { by: 'CREATED_AT', direction: 'ASC' }, 4)).toEqual(names)
  expect(await allPages(filter, { by: 'NAME', direction: 'ASC' }, 1)).toEqual(names.toSorted())
  expect(await allPages(filter, { by: 'NAME', direction: 'DESC' }, 2)).toEqual(names.toSorted().reverse())

  const [oldest] = (
    await listRuns(db, { where, order: { by: 'CREATED_AT', direction: 'ASC' }, first: 1, after: null })
  ).runs
  if (!oldest) throw new Error('no run')
  must(await requestStop(db, oldest.run.id))
  for (const direction of ['ASC', 'DESC'] as const) {
    const sorted = await allPages(filter, { by: 'STATUS', direction }, 2)
    expect(sorted).toHaveLength(names.length)
    expect(sorted.at(direction === 'ASC' ? -1 : 0)).toBe('b')
  }

  const first = await listRuns(db, { where, order: newestFirst, first: 3, after: null })
  const [newest, , third] = first.runs
  if (!newest || !third) throw new Error('three runs were asked for')
  must(await launchRun(db, queue, { projectId, name: 'new', config }))
  await deleteRuns(db, [newest.run.id, third.run.id])
  const second = await listRuns(db, {
    where,
    order: newestFirst,
    first: 10,
    after: third.position,
  })
  expect([...first.runs, ...second.runs].map(({ run }) => run.name)).toEqual(names.toReversed())
})

test('filters hold together, and text is plain text', async () => {
  const { db } = database
  const projectId = await namedRuns(['Alpha 100%', 'beta_1', 'betaX1', 'gamma'])
  const named = async (filter: RunListFilter) =>
    (await allPages({ projectId, ...filter }, newestFirst, 50)).toSorted()
  expect(await named({ text: 'ALPHA' })).toEqual(['Alpha 100%'])
  expect(await named({ text: '100%' })).toEqual(['Alpha 100%'])
  expect(await named({ text: 'a_1' })).toEqual(['beta_1'])
  expect(await named({ text: '#2' })).toEqual(['beta_1'])
  expect(await named({ text: ' ' })).toHaveLength(4)
  expect(await named({ tags: ['b', 'all'] })).toEqual(['betaX1', 'beta_1'])
  expect(await named({ tags: ['b', 'none'] })).toEqual([])
  expect(await named({ status: ['QUEUED'], source: 'LAUNCHED' })).toHaveLength(4)
  expect(await named({ status: ['COMPLETED', 'FAILED'] })).toEqual([])
  expect(await named({ source: 'LOGGED' })).toEqual([])
  expect(await countRuns(db, filterCondition({ projectId, text: 'beta' }))).toBe(2)
  expect(await countRuns(db, filterCondition({ projectId: 'not-an-id' }))).toBe(0)
  expect(
    (
      await listRuns(db, {
        where: filterCondition({ projectId: 'not-an-id' }),
        order: newestFirst,
        first: 5,
        after: null,
      })
    ).runs,
  ).toEqual([])
})

test('single runs and projects are found by what names them', async () => {
  const { db } = database
  const { runId } = await claimedRun(db, queue)
  expect(await findRun(db, runId)).toMatchObject({ id: runId, status: 'RUNNING' })
  expect(await findRun(db, runId, { include: { project: true } })).toMatchObject({
    project: { slug: expect.any(String) },
  })
  expect(await findRun(db, 'nonsense')).toBeNull()
  expect(await findRunState(db, runId)).toEqual({ status: 'RUNNING', lastSequence: 2n })
  expect(await findRunState(db, 'nonsense')).toBeNull()
  expect((await findRuns(db, [runId, 'nonsense'])).map((run) => run.id)).toEqual([runId])
  expect(await findProject(db, { workspaceId: await workspaceId(db), slug: 'no-such-slug' })).toBeNull()
})

test('the mark of a run differs after any change of it', async () => {
  const { db } = database
  const { runId } = await claimedRun(db, queue)
  const version = async () => (await listRunVersions(db)).find((run) => run.runId === runId)?.version
  const before = await version()
  expect(await version()).toBe(before)
  must(await updateRun(db, { id: runId, notes: 'changed' }))
  expect(await version()).not.toBe(before)
  await db.run.delete({ where: { id: runId } })
  expect(await version()).toBeUndefined()
})

test('buckets hold every extreme of a metric', async () => {
  const { db } = database
  const { runId } = await claimedRun(db, queue)
  const values = Float64Array.from({ length: 10_000 }, (_, index) => Math.sin(index / 50))
  values[4321] = 99
  values[777] = -99
  await db.$transaction((tx) =>
    addMetricPoints(tx, { runId, at: new Date() }, [{ name: 'spiky', firstStep: 1, values }]),
  )
  const { buckets, count, name } = await bucketed({ runId, name: 'spiky', maxPoints: 100 })
  expect({ count, name, buckets: buckets.length }).toEqual({ count: 10_000, name: 'spiky', buckets: 100 })
  expect(Math.max(...buckets.map((bucket) => bucket.maximum))).toBe(99)
  expect(Math.min(...buckets.map((bucket) => bucket.minimum))).toBe(-99)
  for (const [index, bucket] of buckets.entries()) {
    const part = [...values.subarray(bucket.stepStart - 1, bucket.stepEnd)]
    expect(bucket).toMatchObject({
      stepStart: index * 100 + 1,
      stepEnd: index * 100 + 100,
      count: 100,
      last: part.at(-1),
    })
    expect(bucket.minimum).toBe(Math.min(...part))
    expect(bucket.maximum).toBe(Math.max(...part))
    expect(bucket.mean).toBeCloseTo(part.reduce((sum, value) => sum + value, 0) / 100, 10)
  }
  const odd = await bucketed({ runId, name: 'spiky', maxPoints: 7 })
  expect(odd.buckets.length).toBeLessThanOrEqual(7)
  expect(odd.buckets.reduce((sum, bucket) => sum + bucket.count, 0)).toBe(10_000)
})

describe('buckets of a range of steps', () => {
  // Longer than what is read point by point.
  const values = Float64Array.from({ length: 100_000 }, (_, index) => Math.sin(index) * index)
  let runId: string
  beforeAll(async () => {
    const { db } = database
    const claimed = await claimedRun(db, queue)
    runId = claimed.runId
    await db.$transaction((tx) =>
      addMetricPoints(tx, { runId, at: new Date() }, [{ name: 'long', firstStep: 1, values }]),
    )
  })

  test.each([
    [null, 99_999],
    [1, null],
    [700, 90_000],
    [64, 64 * 1000 - 1],
    [4097, 45_000],
    [50_000, 50_010],
    [99_990, 2_000_000],
  ])('hold exactly the points from %j to %j', async (from, to) => {
    const [first, last] = [Math.max(1, from ?? 1), Math.min(values.length, to ?? values.length)]
    const part = values.subarray(first - 1, last)
    for (const maxPoints of [1, 7, 300, 2000]) {
      const { buckets, count } = await bucketed({ runId, name: 'long', maxPoints, range: { from, to } })
      expect(count).toBe(values.length)
      expect(buckets.length).toBeLessThanOrEqual(maxPoints)
      expect(buckets.length).toBeGreaterThan(Math.min(part.length, maxPoints) / 3)
      expect([buckets[0]?.stepStart, buckets.at(-1)?.stepEnd]).toEqual([first, last])
      expect(buckets.reduce((sum, bucket) => sum + bucket.count, 0)).toBe(part.length)
      expect(Math.min(...buckets.map(({ minimum }) => minimum))).toBe(Math.min(...part))
      expect(Math.max(...buckets.map(({ maximum }) => maximum))).toBe(Math.max(...part))
      expect(buckets.at(-1)?.last).toBe(part.at(-1))
      const sum = buckets.reduce((all, bucket) => all + bucket.mean * bucket.count, 0)
      expect(sum / part.length).toBeCloseTo(part.reduce((all, value) => all + value, 0) / part.length, 6)
      for (const [at, { stepStart }] of buckets.entries())
        expect(stepStart).toBeGreaterThan(buckets[at - 1]?.stepEnd ?? 0)
    }
  })

  test('are none where it has no points', async () => {
    const range = { from: 100_001, to: 100_010 }
    expect((await bucketed({ runId, name: 'long', maxPoints: 10, range })).buckets).toEqual([])
  })
})

test('a metric with few points keeps each of them, however far apart; an unknown one has none', async () => {
  const { db } = database
  const { runId } = await claimedRun(db, queue)
  const at = (firstStep: number) => ({ name: 'sparse', firstStep, values: [firstStep] })
  for (const step of [1, 2, 1000, 100_000])
    await db.$transaction((tx) => addMetricPoints(tx, { runId, at: new Date() }, [at(step)]))
  const { buckets } = await bucketed({ runId, name: 'sparse', maxPoints: 4 })
  expect(buckets.map((bucket) => [bucket.stepStart, bucket.last, bucket.count])).toEqual(
    [1, 2, 1000, 100_000].map((step) => [step, step, 1]),
  )
  expect(await bucketed({ runId, name: 'none', maxPoints: 4 })).toEqual({
    name: 'none',
    count: 0,
    buckets: [],
  })
})

test('predictions are paged by cell, and the newest set agrees with the newest matrix', async () => {
  const { db } = database
  const lease: Lease = await claimedRun(db, queue)
  const heldBack = { ...predictions(), split: 'VALIDATION', firstExample: 500 } as const
  await recordEpoch(db, lease, { ...epochRecord(1), validation: heldBack })
  const list = (query: object) =>
    listPredictions(db, {
      ...{
        runId: lease.runId,
        epoch: null,
        actual: null,
        predicted: null,
        wrongOnly: false,
        first: 50,
        after: null,
      },
      ...query,
    })
  expect(await list({})).toEqual({
    ...{ split: 'VALIDATION', totalCount: 3, hasNextPage: false },
    predictions: [
      { index: 500, actual: 0, predicted: 0, confidence: 0.75 },
      { index: 501, actual: 1, predicted: 1, confidence: 0.5 },
      { index: 502, actual: 1, predicted: 0, confidence: 0.625 },
    ],
  })
  expect(await list({ actual: 1, first: 1 })).toMatchObject({
    predictions: [{ index: 501 }],
    totalCount: 2,
    hasNextPage: true,
  })
  expect(await list({ actual: 1, first: 1, after: 501 })).toMatchObject({
    predictions: [{ index: 502 }],
    totalCount: 2,
    hasNextPage: false,
  })
  expect(await list({ predicted: 0, wrongOnly: true })).toMatchObject({
    predictions: [{ index: 502 }],
    totalCount: 1,
  })
  expect(await list({ epoch: 9 })).toBeNull()

  const test = { epoch: 1, loss: 1, accuracy: 0.5, examples: 3, predictions: predictions() }
  await recordEvaluation(db, lease, test)
  expect(await list({})).toMatchObject({ split: 'TEST' })
  expect(await findConfusionMatrix(db, lease.runId, null)).toMatchObject({ split: 'TEST', epoch: 1 })
  expect(await list({ epoch: 1 })).toMatchObject({ split: 'VALIDATION' })
  expect(await findConfusionMatrix(db, lease.runId, 1)).toMatchObject({ split: 'VALIDATION' })
})

test('the latest progress is that of the epoch under way', async () => {
  const { db } = database
  const lease: Lease = await claimedRun(db, queue)
  const latest = async () => {
    const run = await findRun(db, lease.runId)
    return run && (await findLatestProgress(db, run))
  }
  const progress = { epoch: 1, step: 2, stepsPerEpoch: 4, loss: 1, accuracy: 0, examplesPerSecond: 1 }
  expect(await latest()).toBeNull()
  await recordProgress(db, lease, progress)
  await recordLogLine(db, lease, { level: 'info', message: 'something else' })
  expect(await latest()).toMatchObject({ type: 'StepProgress', sequence: 3n, payload: progress })
  await recordEpoch(db, lease, epochRecord(1))
  expect(await latest()).toBeNull()
})
