import { expect, test } from 'vitest'
import { timeLeft } from '../src/run-state/time-left.ts'
import { epoch } from './run-on-page.ts'

const started = '2026-01-01T00:00:00.000Z'
const run = { epochsCompleted: 0, epochsPlanned: 10, startedAt: started, latestProgress: null, history: [] }

test('nothing is said before anything is known', () => expect(timeLeft(run, Date.parse(started))).toBeNull())

test('the first epoch speaks for all by its own pace', () => {
  const latestProgress = { step: 25, stepsPerEpoch: 100 }
  expect(timeLeft({ ...run, latestProgress }, Date.parse(started) + 5_000)).toBeCloseTo(195)
})

test('afterwards the newest epochs do, validation included', () => {
  // They end six seconds apart, of which five are training.
  const history = [1, 2, 3, 4].map((index) => epoch(index))
  const latestProgress = { step: 50, stepsPerEpoch: 100 }
  expect(timeLeft({ ...run, history, epochsCompleted: 4, latestProgress }, Date.now())).toBeCloseTo(5.5 * 6)
})
