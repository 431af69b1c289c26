import { expect, test } from 'vitest'
import { timeTick, timeTicks } from '../src/charts/time-ticks.ts'

test.each([
  [10, ['0', '2 s', '4 s', '6 s', '8 s', '10 s']],
  [200, ['0', '30 s', '1 m', '1 m 30 s', '2 m', '2 m 30 s', '3 m']],
  [3 * 3600, ['0', '30 m', '1 h', '1 h 30 m', '2 h', '2 h 30 m', '3 h']],
  [20 * 86_400, ['0', '3 d', '6 d', '9 d', '12 d', '15 d', '18 d']],
])('the moments of %d seconds are %j', (seconds, told) =>
  expect(timeTicks(seconds).map((tick) => timeTick(tick).replaceAll('\u00a0', ' '))).toEqual(told),
)
