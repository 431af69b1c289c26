import { expect, it } from 'vitest'
import { RunningEpoch } from '../src/runtime/running-epoch.ts'

it('the clock of an epoch counts on from its checkpoint, and not before its first step is due', () => {
  const steps = Float32Array.of(1, 2)
  const batches = { batchLoss: steps, batchAccuracy: steps, batchExamplesPerSecond: steps }
  const epoch = new RunningEpoch(1, 50, 10, { lossSum: 60, accuracySum: 10, seconds: 8, ...batches })
  expect(epoch.means()).toEqual({ loss: 3, accuracy: 0.5, seconds: 8, examplesPerSecond: 2.5 })
  epoch.exclude(3000)
  expect(epoch.gathered().seconds).toBe(5)
  epoch.start()
  expect(epoch.gathered().seconds).toBeGreaterThan(5)
})
