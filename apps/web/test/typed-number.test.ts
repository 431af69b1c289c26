import { expect, test } from 'vitest'
import { isNumber, isWhole, typedNumber } from '../src/run-actions/typed-number.ts'

test('numbers are read as people type them, and nothing else is taken for one', () => {
  expect(['3e-4', ' 10,000 ', '0.5'].map(typedNumber)).toEqual([3e-4, 10_000, 0.5])
  expect(['', 'ten', '1.2.3', 'Infinity'].map(isNumber)).toEqual(Array(4).fill('must be a number'))
  expect(['12', '1.5', '3000000000', ''].map((text) => isWhole(text) === true)).toEqual([
    ...[true, false, false, false],
  ])
})
