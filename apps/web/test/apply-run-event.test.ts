import { describe, expect, test } from 'vitest'
import { applyRunEvent, type RunEvent, type RunOnPage } from '../src/run/apply-run-event.ts'
import { epoch, events, runOnPage } from './run-on-page.ts'

const after = (run: RunOnPage, ...happened: RunEvent[]) => happened.reduce(applyRunEvent, run)

describe('what an event changes', () => {
  test('steps move the progress within the epoch, an epoch completes it', () => {
    const stepping = after(runOnPage(), events.step(1, 1, 50))
    expect(stepping).toMatchObject({ progress: 0.05, stepsPerEpoch: 100, cursor: '1' })
    expect(stepping.latestProgress).toMatchObject({ epoch: 1, step: 50 })
    const completed = after(stepping, events.epoch(2, 1))
    expect(completed).toMatchObject({ progress: 0.1, epochsCompleted: 1, latestProgress: null, cursor: '2' })
    expect(completed.history).toHaveLength(1)
  })

  test('the tail of a replay does not set an epoch back', () => {
    const run = runOnPage({ history: [epoch(1), epoch(2)] })
    const replayed = after(
      run,
      events.step(1, 1, 99),
      events.epoch(2, 1),
      events.step(3, 2, 10),
      events.epoch(4, 2),
    )
    expect(replayed).toEqual({ ...run, cursor: '4', examplesPerSecond: 12_000, progress: 0.2 })
  })

  test('progress of the next epoch outlives a replay of the one before', () => {
    const run = after(runOnPage({ history: [epoch(1)] }), events.step(5, 2, 10), events.epoch(6, 1))
    expect(run.latestProgress).toMatchObject({ epoch: 2, step: 10 })
  })

  test('a run begins, fails with its reason, and is over', () => {
    const queued = runOnPage({ status: 'QUEUED', startedAt: null })
    const running = after(queued, events.status(1, 'RUNNING'))
    expect(running).toMatchObject({ status: 'RUNNING', finishedAt: null })
    expect(running.startedAt).not.toBeNull()
    const failed = after(running, events.step(2, 1, 3), events.status(3, 'FAILED', 'the loss became NaN'))
    expect(failed).toMatchObject({ status: 'FAILED', error: 'the loss became NaN', latestProgress: null })
    expect(failed.finishedAt).not.toBeNull()
  })

  test('a pause holds the run where it is, and it goes on from there', () => {
    const paused = after(runOnPage(), events.step(1, 1, 40), events.status(2, 'PAUSED'))
    expect(paused).toMatchObject({ status: 'PAUSED', finishedAt: null, latestProgress: { step: 40 } })
    const resumed = after(paused, events.status(3, 'RUNNING'))
    expect(resumed).toMatchObject({ status: 'RUNNING', startedAt: paused.startedAt })
    expect(resumed.latestProgress).toMatchObject({ step: 40 })
  })

  test('the newest matrix is never replaced by an older one', () => {
    const run = after(runOnPage(), events.matrix(1, 2), events.matrix(2, 1))
    expect(run.confusionMatrix?.epoch).toBe(2)
    expect(after(run, events.matrix(3, 2, 'TEST')).confusionMatrix?.split).toBe('TEST')
  })
})
