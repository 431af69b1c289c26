import { afterAll, beforeAll, expect, test } from 'vitest'
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
