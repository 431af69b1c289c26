import { expect, test } from 'vitest'
import { rateAxis } from '../src/charts/rate-axis.ts'

test('rates within a decade stand on a straight axis from zero, as do those that reach zero', () => {
  expect(rateAxis([0.001, 0.001])).toMatchObject({ scale: 'linear' })
  expect(rateAxis([0.001, 0.001]).ticks[0]).toBe(0)
  expect(rateAxis([0.001, 0.01]).scale).toBe('linear')
  expect(rateAxis([0.1, 0.001, 0])).toMatchObject({ scale: 'linear' })
})

test('rates over more than a decade stand on a logarithmic axis that holds them all', () => {
  expect(rateAxis([0.003, 0.0001])).toEqual({ scale: 'log', ticks: [1e-4, 1e-3, 1e-2] })
  const { ticks } = rateAxis([0.02, 4e-9])
  expect(ticks.length).toBeLessThanOrEqual(6)
  expect(ticks[0]).toBeLessThanOrEqual(4e-9)
  expect(ticks.at(-1)).toBeGreaterThanOrEqual(0.02)
})
