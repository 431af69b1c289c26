import { expect, test } from 'vitest'
import { backOff } from '../src/live/back-off.ts'

test('waits double up to eight seconds and are spread over half of themselves', () => {
  expect([0, 1, 2, 3, 4, 5, 50].map((retry) => backOff(retry, () => 1))).toEqual([
    400, 800, 1600, 3200, 6400, 8000, 8000,
  ])
  expect(backOff(3, () => 0)).toBe(1600)
})
