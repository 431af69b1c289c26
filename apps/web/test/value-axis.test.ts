import { expect, test } from 'vitest'
import { aboveZero } from '../src/charts/curve-rows.ts'
import { logAxis } from '../src/charts/log-ticks.ts'
import { valueAxisOf } from '../src/charts/value-axis.ts'

test.each([
  [0.04, 2.3, [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5]],
  [0.19, 0.54, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]],
  [1e-7, 2, [1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1]],
  [1e-30, 1, [1e-28, 1e-24, 1e-20, 1e-16, 1e-12, 1e-8, 1e-4, 1]],
  [1, 100, [1, 2, 5, 10, 20, 50, 100]],
])('a logarithmic axis from %d to %d has the ticks %j', (low, high, ticks) => {
  const axis = logAxis(low, high)
  expect(axis.ticks).toEqual(ticks)
  expect(axis.domain[0]).toBeLessThanOrEqual(low)
  expect(axis.domain[1]).toBeGreaterThanOrEqual(high)
  expect(axis.domain[0]).toBeGreaterThan(0)
})

test('one value alone has an axis around it', () => {
  const { domain, ticks } = logAxis(0.3, 0.3)
  expect(domain[0]).toBeLessThan(0.3)
  expect(domain[1]).toBeGreaterThan(0.3)
  expect(ticks.length).toBeGreaterThan(1)
})

test('what is not above zero does not stretch a logarithmic axis, and is a gap on it', () => {
  expect(valueAxisOf([0, -1, 1, 100, Number.NaN], true)).toMatchObject({ scale: 'log', domain: [1, 100] })
  expect(
    aboveZero([
      { epoch: 1, training: 0, validation: 0.5, rawTraining: -1, rawValidation: 0.4 },
      { epoch: 2, training: 0.3, validation: null },
    ]),
  ).toEqual([
    { epoch: 1, training: null, validation: 0.5, rawTraining: null, rawValidation: 0.4 },
    { epoch: 2, training: 0.3, validation: null },
  ])
})

test('with nothing above zero the axis stays linear', () => {
  expect(valueAxisOf([0, -2], true)).toMatchObject({ scale: 'linear', domain: [-2, 0] })
})
