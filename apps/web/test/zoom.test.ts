import { describe, expect, test } from 'vitest'
import { ticksBetween } from '../src/charts/epoch-ticks.ts'
import { rowsInView, valuesInView } from '../src/charts/in-view.ts'
import { fitZoom, formatZoom, parseZoom, scaleZoom, zoomText } from '../src/charts/zoom.ts'
import { stepPoints, stepQuestion } from '../src/run/step-question.ts'

const withSteps = { from: 0, to: 50, least: 0.01 }
const byEpoch = { from: 1, to: 50, least: 1 }

test('the address holds a stretch exactly enough for single steps, and nothing else is one', () => {
  expect(formatZoom({ from: 2, to: 5 })).toBe('2-5')
  expect(parseZoom(formatZoom({ from: 2.123456789, to: 2.5 }))).toEqual({ from: 2.12346, to: 2.5 })
  for (const text of ['', '5-2', '2-2', '-1-3', '2', 'a-b', '1e3-2e3', '2-3-4'])
    expect(parseZoom(text)).toBeNull()
})

describe('a stretch', () => {
  test('lies within the training and is never too short to show something', () => {
    expect(fitZoom({ from: -3, to: 4 }, withSteps)).toEqual({ from: 0, to: 4 })
    expect(fitZoom({ from: 48, to: 70 }, withSteps)).toEqual({ from: 48, to: 50 })
    expect(fitZoom({ from: 10, to: 10 }, withSteps)).toEqual({ from: 9.995, to: 10.005 })
  })

  test('begins and ends with whole epochs where there are no steps to see', () => {
    expect(fitZoom({ from: 3.4, to: 6.2 }, byEpoch)).toEqual({ from: 3, to: 7 })
    expect(fitZoom({ from: 3.5, to: 3.5 }, byEpoch)).toEqual({ from: 3, to: 4 })
  })

  test('that is everything is none', () => {
    expect(fitZoom({ from: 0, to: 60 }, byEpoch)).toBeNull()
    expect(scaleZoom({ from: 10, to: 40 }, 2, null, withSteps)).toBeNull()
  })

  test('gets shorter and longer about the pinned epoch, where that is in sight, else about its middle', () => {
    expect(scaleZoom({ from: 0, to: 40 }, 0.5, 10, withSteps)).toEqual({ from: 5, to: 25 })
    expect(scaleZoom({ from: 0, to: 40 }, 0.5, 45, withSteps)).toEqual({ from: 10, to: 30 })
    expect(scaleZoom({ from: 10, to: 20 }, 2, null, withSteps)).toEqual({ from: 5, to: 25 })
  })

  test('is told by the epochs of which it shows something', () => {
    expect(zoomText({ from: 2, to: 5 })).toBe('epochs 3–5')
    expect(zoomText({ from: 2.25, to: 2.5 })).toBe('epoch 3')
    expect(zoomText({ from: 0, to: 1 })).toBe('epoch 1')
  })
})

describe('what a stretch shows', () => {
  const rows = [1, 2, 3, 4].map((epoch) => ({ epoch }))

  test('rows, with one beyond either end where the stretch ends between two', () => {
    const epochs = (from: number, to: number) => rowsInView(rows, { from, to }).map(({ epoch }) => epoch)
    expect(epochs(2, 3)).toEqual([2, 3])
    expect(epochs(1.5, 2.5)).toEqual([1, 2, 3])
    expect(epochs(2.2, 2.8)).toEqual([2, 3])
    expect(epochs(0, 2)).toEqual([1, 2])
    expect(epochs(0, 0.5)).toEqual([])
    expect(epochs(5, 6)).toEqual([])
  })

  test('values, those at its ends as the line has them', () => {
    const points = [
      [1, 10],
      [2, 20],
      [4, 0],
    ] as const
    expect(valuesInView(points, { from: 1.5, to: 3 })).toEqual([20, 15, 10])
    expect(valuesInView(points, { from: 2.5, to: 3 })).toEqual([15, 10])
  })

  test.each([
    [2, 5, [2, 2.5, 3, 3.5, 4, 4.5, 5]],
    [10, 40, [10, 15, 20, 25, 30, 35, 40]],
    [2.1, 2.15, [2.1, 2.105, 2.11, 2.115, 2.12, 2.125, 2.13, 2.135, 2.14, 2.145, 2.15]],
    [0, 50, [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50]],
  ])('ticks from %d to %d', (from, to, ticks) => expect(ticksBetween(from, to)).toEqual(ticks))
})

describe('single steps', () => {
  const steps = { runId: 'r', perEpoch: 100, base: 0 }

  test('are asked for where few epochs are in sight, as far as they are recorded', () => {
    expect(stepQuestion(null, steps, 50)).toBeNull()
    expect(stepQuestion({ from: 10, to: 16 }, steps, 50)).toBeNull()
    expect(stepQuestion({ from: 10, to: 12.5 }, null, 50)).toBeNull()
    expect(stepQuestion({ from: 10, to: 12.5 }, steps, 50)).toEqual({ id: 'r', fromStep: 1000, toStep: 1250 })
    expect(stepQuestion({ from: 0, to: 2 }, steps, 50)).toMatchObject({ fromStep: 1, toStep: 200 })
    expect(stepQuestion({ from: 10, to: 12.5 }, steps, 11)).toMatchObject({ fromStep: 1000, toStep: 1100 })
    expect(stepQuestion({ from: 10, to: 12.5 }, steps, 10)).toBeNull()
  })

  test('of a fork begin after the epochs that it has of its source', () => {
    const fork = { ...steps, base: 8 }
    expect(stepQuestion({ from: 9, to: 10 }, fork, 50)).toMatchObject({ fromStep: 100, toStep: 200 })
    expect(stepQuestion({ from: 2, to: 5 }, fork, 50)).toBeNull()
    const bucket = { stepStart: 100, stepEnd: 100, minimum: 0.25, maximum: 0.75, mean: 0.5 }
    expect(stepPoints([bucket], 'accuracy', fork)).toEqual([
      { epoch: 9, first: 900, last: 900, low: 25, high: 75, mean: 50 },
    ])
    expect(stepPoints([bucket], 'loss', fork)).toEqual([
      { epoch: 9, first: 900, last: 900, low: 0.25, high: 0.75, mean: 0.5 },
    ])
  })
})
