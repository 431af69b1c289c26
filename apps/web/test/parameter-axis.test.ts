import { expect, test } from 'vitest'
import { parameterAxis, shareOf } from '../src/compare/parameter-axis.ts'

test('numbers over decades lie on a logarithmic axis, nearer ones on a linear one', () => {
  const rates = parameterAxis([0.1, 0.001, undefined])
  expect(rates).toMatchObject({ scale: 'log', ticks: [0.001, 0.01, 0.1] })
  expect(shareOf(rates, 0.01)).toBeCloseTo(0.5)
  expect(rates.place(undefined)).toBeNull()
  const sizes = parameterAxis([64, 128])
  expect(sizes.scale).toBe('linear')
  expect(sizes.ticks.map((tick) => shareOf(sizes, tick)).at(-1)).toBe(1)
})

test('words and truth values stand side by side, in order', () => {
  const axis = parameterAxis(['SGD', 'Adam', 'SGD', null])
  expect(axis.ticks.map(axis.format)).toEqual(['Adam', 'SGD'])
  expect(['Adam', 'SGD', null, undefined].map(axis.place)).toEqual([0, 1, null, null])
  expect(parameterAxis([true, false]).ticks).toHaveLength(2)
  expect(shareOf(parameterAxis(['one']), 0)).toBe(0.5)
})
