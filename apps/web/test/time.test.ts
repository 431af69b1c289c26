import { describe, expect, test } from 'vitest'
import { age, duration, roughly } from '../src/format/time.ts'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')

describe('time', () => {
  test.each([
    [0, '0.0 s'],
    [4.94, '4.9 s'],
    [9.96, '10 s'],
    [59.4, '59 s'],
    [59.6, '1 m 00 s'],
    [192, '3 m 12 s'],
    [3_840, '1 h 04 m'],
    [86_399.9, '1 d 00 h'],
    [183_600, '2 d 03 h'],
  ])('duration(%s) is %s', (seconds, text) => expect(plain(duration(seconds))).toBe(text))

  test.each([
    [30, 'under a minute'],
    [250, 'about 4 min'],
    [5_400, 'about 1.5 h'],
    [43_000, 'about 12 h'],
  ])('roughly(%s) is %s', (seconds, text) => expect(roughly(seconds)).toBe(text))

  const now = Date.parse('2026-06-15T12:00:00Z')
  test.each([
    [10, 'just now'],
    [300, '5 min ago'],
    [10_800, '3 h ago'],
    [200_000, '2 d ago'],
    [864_000, '5 Jun'],
    [40_000_000, '9 Mar 2025'],
  ])('an age of %s s is %s', (seconds, text) => expect(age(now - seconds * 1000, now)).toBe(text))
})
