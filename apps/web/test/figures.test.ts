import { describe, expect, test } from 'vitest'
import {
  bytes,
  count,
  counted,
  learningRate,
  loss,
  percent,
  percentFigure,
  short,
  throughput,
  wholePercent,
} from '../src/format/figures.ts'

/** What is written, with ordinary spaces. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

describe('figures', () => {
  test.each([
    [0.92953, '92.95 %'],
    [1, '100.00 %'],
    [0, '0.00 %'],
    [null, '–'],
    [undefined, '–'],
  ])('percent(%s) is %s', (share, text) => expect(plain(percent(share))).toBe(text))

  test('a column whose header has the unit leaves it out', () => expect(percentFigure(0.88905)).toBe('88.91'))

  test('a percentage is never full before everything is done', () => {
    expect(plain(wholePercent(0.9999))).toBe('99 %')
    expect(plain(wholePercent(1))).toBe('100 %')
    expect(plain(wholePercent(0.2649))).toBe('26 %')
  })

  test.each([
    [0.312749, '0.3127'],
    [1.2344, '1.234'],
    [12.3456, '12.35'],
    [0.0312749, '0.03127'],
    [0.0000230258, '2.303e-5'],
    [123456, '123456'],
    [1.5e9, '1.500e+9'],
    [0, '0.000'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '∞'],
    [null, '–'],
  ])('loss(%s) is %s', (value, text) => expect(loss(value)).toBe(text))

  test.each([
    [54.12, '54.1'],
    [8.456, '8.46'],
    [931.4, '931'],
    [999.7, '1.00k'],
    [12_345, '12.3k'],
    [123_456, '123k'],
    [1_234_567, '1.23M'],
  ])('short(%s) is %s', (value, text) => expect(short(value)).toBe(text))

  test.each([
    [0.004, '0.004'],
    [0.00123456, '0.00123'],
    [1.5999e-8, '1.6e-8'],
    [0, '0'],
  ])('learning rate %d: %s', (value, text) => expect(learningRate(value)).toBe(text))

  test('throughput, counts and plurals', () => {
    expect(plain(throughput(12_345))).toBe('12.3k img/s')
    expect(throughput(null)).toBe('–')
    expect(count(870_410)).toBe('870,410')
    expect(counted(1, 'epoch')).toBe('1 epoch')
    expect(counted(2000, 'image')).toBe('2,000 images')
  })
})

test.each([
  [0, '0 B'],
  [870, '870 B'],
  [3_481_640, '3.3 MiB'],
  [1_024, '1.0 KiB'],
  [1_023, '1023 B'],
  [92 * 1024 ** 4, '94208.0 GiB'],
])('a file of %d bytes has %s', (length, text) => {
  expect(plain(bytes(length))).toBe(text)
})
