import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { findLayerHistory, type RunQueue, recordEpoch } from '../src/index.ts'
import { createTestDatabase, type TestDatabase } from '../src/testing/index.ts'
import { claimedRun, epochRecord, testQueue } from './fixtures.ts'

let database: TestDatabase
let queue: RunQueue
beforeAll(async () => {
  database = await createTestDatabase('layer_history')
  queue = await testQueue(database.url)
})
afterAll(async () => {
  await queue.stop()
  await database.drop()
})

const spreadFrom = (lowest: number) => ({ lowest, highest: lowest + 1, counts: [2, 1] })

test('a layer is followed over the epochs: figures, and histograms of its weights, gradients and activation', async () => {
  const { db } = database
  const lease = await claimedRun(db, queue)
  await recordEpoch(db, lease, epochRecord(1))
  const [dense, ...others] = epochRecord(2).layers
  if (!dense) throw new Error('the record has no layer')
  const endless = { lowest: 0, highest: Number.POSITIVE_INFINITY, counts: [1, 0] }
  const broken = { ...dense, weights: [{ name: 'kernel', histogram: endless, gradientHistogram: endless }] }
  await recordEpoch(db, lease, { ...epochRecord(2), layers: [broken, ...others] })
  const of = (layer: string, maxEpochs = 50, forkedEpoch: number | null = null) =>
    findLayerHistory(db, { id: lease.runId, forkedEpoch }, { layer, maxEpochs })
  const activation = { tensor: 'ACTIVATION', weight: '', ...spreadFrom(1) }
  // An infinite gradient norm is no point.
  const shared = { gradientNorm: null, updateNorm: 0.5, activationMean: 0.25, deadShare: 0.125 }
  expect(await of('dense')).toMatchObject([
    {
      ...{ epoch: 1, weightNorm: 3, activationStandardDeviation: 2, ...shared },
      histograms: [
        activation,
        { tensor: 'WEIGHT', weight: 'kernel', ...spreadFrom(1) },
        { tensor: 'GRADIENT', weight: 'kernel', ...spreadFrom(-1) },
      ],
    },
    { epoch: 2, weightNorm: 6, ...shared, histograms: [activation] },
  ])
  expect(await of('dropout')).toMatchObject([
    { epoch: 1, weightNorm: null, updateNorm: null, deadShare: null, histograms: [activation] },
    { epoch: 2, activationMean: -1 },
  ])
  expect((await of('dense', 1)).map(({ epoch }) => epoch)).toEqual([2])
  // A fork counts on from where it left its source.
  expect((await of('dense', 50, 4)).map(({ epoch }) => epoch)).toEqual([5, 6])
  expect(await of('dens%')).toEqual([])
})

test('of a long training only the epochs that are shown are read: evenly, with both ends', async () => {
  const { db } = database
  const lease = await claimedRun(db, queue)
  for (let epoch = 1; epoch <= 21; epoch += 1) await recordEpoch(db, lease, epochRecord(epoch))
  const run = { id: lease.runId, forkedEpoch: null }
  const queries = vi.spyOn(pg.Pool.prototype, 'query')
  const history = await findLayerHistory(db, run, { layer: 'dense', maxEpochs: 5 })
  const results: unknown[] = await Promise.all(queries.mock.results.map(({ value }) => value))
  queries.mockRestore()
  expect(history.map(({ epoch }) => epoch)).toEqual([1, 6, 11, 16, 21])
  const rows = results.map((result) => (result instanceof pg.Result ? result.rows.length : 0))
  // Five figures and three histograms of each of five epochs.
  expect(Math.max(...rows)).toBe(25)
  expect(
    (await findLayerHistory(db, run, { layer: 'dense', maxEpochs: 7 })).map(({ epoch }) => epoch),
  ).toHaveLength(7)
})
