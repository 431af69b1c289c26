import { expect, test } from 'vitest'
import { timeLeft } from '../src/run-state/time-left.ts'
import { epoch } from './run-on-page.ts'

const run = {
  epochsCompleted: 0,
  epochsPlanned: 10,
  latestProgress: null,
  config: { batchSize: 64 },
  history: [],
}

test('nothing is said before anything is known', () => expect(timeLeft(run)).toBeNull())

test('the first epoch speaks for all by the speed of its steps, without the time that starting took', () => {
  const latestProgress = { step: 25, stepsPerEpoch: 100, examplesPerSecond: 320 }
  expect(timeLeft({ ...run, latestProgress })).toBeCloseTo(9.75 * 20)
})

test('afterwards the newest epochs do, validation included', () => {
  // They end six seconds apart, of which five are training.
  const history = [1, 2, 3, 4].map((index) => epoch(index))
  const latestProgress = { step: 50, stepsPerEpoch: 100, examplesPerSecond: 320 }
  expect(timeLeft({ ...run, history, epochsCompleted: 4, latestProgress })).toBeCloseTo(5.5 * 6)
})
