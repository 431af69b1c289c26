import { describe, expect, test } from 'vitest'
import { axisEnd, curveRows } from '../src/charts/curve-rows.ts'
import { epochTicks } from '../src/charts/epoch-ticks.ts'
import { niceTicks } from '../src/charts/nice-ticks.ts'
import { smooth } from '../src/charts/smooth.ts'
import { epoch } from './run-on-page.ts'

describe('rows of a chart', () => {
  test('accuracy in percent, loss as it is, in the order of the epochs', () => {
    const history = [epoch(1, { accuracy: 0.5, validationAccuracy: 0.25, loss: 2, validationLoss: null })]
    expect(curveRows(history, null, 'accuracy', 0)).toEqual([{ epoch: 1, training: 50, validation: 25 }])
    expect(curveRows(history, null, 'loss', 0)).toEqual([{ epoch: 1, training: 2, validation: null }])
  })

  test('the epoch under way stands between two epochs and has no validation yet', () => {
    const progress = { epoch: 2, step: 25, stepsPerEpoch: 100, loss: 0.5, accuracy: 0.8 }
    expect(curveRows([epoch(1)], progress, 'loss', 0).at(-1)).toEqual({
      epoch: 1.25,
      training: 0.5,
      validation: null,
    })
    expect(curveRows([], { ...progress, epoch: 1 }, 'loss', 0)).toEqual([
      { epoch: 1, training: 0.5, validation: null },
    ])
  })

  test('smoothed curves keep what was measured beside them', () => {
    const rows = curveRows([epoch(1, { loss: 1 }), epoch(2, { loss: 0 })], null, 'loss', 0.5)
    expect(rows[1]?.rawTraining).toBe(0)
    expect(rows[1]?.training).toBeCloseTo(1 / 3)
  })
})

test('smoothing begins at the first value, passes gaps over and can be off', () => {
  expect(smooth([4, null, 4], 0.9)).toEqual([expect.closeTo(4), null, expect.closeTo(4)])
  expect(smooth([1, 2], 0)).toEqual([1, 2])
})

test.each([
  [0, 50, false, 5],
  [4, 50, false, 5],
  [5, 50, false, 10],
  [13, 50, false, 20],
  [30, 50, false, 50],
  [1, 3, false, 3],
  [3, 3, true, 3],
  [20, 50, true, 20],
  [1, 1, true, 2],
])('after %i of %i epochs (over: %s) the axis ends at %i', (done, planned, over, end) =>
  expect(axisEnd(done, planned, over)).toBe(end),
)

test('ticks are whole, begin at 1 and end at the end', () => {
  expect(epochTicks(3)).toEqual([1, 2, 3])
  expect(epochTicks(50)).toEqual([1, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50])
  expect(epochTicks(10_000)).toHaveLength(11)
  expect(epochTicks(1)).toEqual([1])
})

test.each([
  [
    [0.19, 0.54],
    [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
  ],
  [
    [80.3, 91.9],
    [80, 85, 90, 95],
  ],
  [[0.5], [0.49, 0.495, 0.5, 0.505, 0.51]],
  [
    [0, 0],
    [0, 0.2, 0.4, 0.6],
  ],
  [
    [2.5e15, 1],
    [0, 1e15, 2e15, 3e15],
  ],
  [[Number.NaN], [0, 1]],
])('the ticks for %j are %j', (values, ticks) => expect(niceTicks(values)).toEqual(ticks))
