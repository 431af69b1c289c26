import { describe, expect, test } from 'vitest'
import { type CellKind, cellColours, type Theme, weightOf } from '../src/matrix/cell-colour.ts'
import { rowShares } from '../src/matrix/shares.ts'

const shares = Array.from({ length: 201 }, (_, at) => at / 200)

/** WCAG's relative luminance of `#rrggbb`. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

const cases: [Theme, CellKind][] = [
  ['light', 'right'],
  ['light', 'wrong'],
  ['dark', 'right'],
  ['dark', 'wrong'],
]

describe.each(cases)('%s theme, %s cells', (theme, kind) => {
  test('every number can be read', () => {
    for (const share of shares) {
      const { background, text } = cellColours(theme, kind, share)
      expect(contrast(background, text), `share ${share}`).toBeGreaterThanOrEqual(4.5)
    }
  })

  test('the ramp goes one way', () => {
    const steps = shares.map((share) => luminance(cellColours(theme, kind, share).background))
    const sign = theme === 'light' ? -1 : 1
    for (const [at, step] of steps.slice(1).entries())
      expect(sign * (step - (steps[at] ?? 0))).toBeGreaterThanOrEqual(-1e-3)
    expect(
      contrast(cellColours(theme, kind, 0).background, cellColours(theme, kind, 1).background),
    ).toBeGreaterThan(3)
  })
})

test('blue is for what was right, orange for what was wrong', () => {
  const channels = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
  for (const theme of ['light', 'dark'] as const) {
    const [red = 0, , blue = 0] = channels(cellColours(theme, 'right', 1).background)
    expect(blue).toBeGreaterThan(red)
    const [wrongRed = 0, , wrongBlue = 0] = channels(cellColours(theme, 'wrong', 1).background)
    expect(wrongRed).toBeGreaterThan(wrongBlue)
  }
})

test('a tenth of a row mistaken is far louder than a tenth of a row recognised', () => {
  expect(weightOf('wrong', 0.1)).toBeGreaterThan(0.5)
  expect(weightOf('right', 0.1)).toBeLessThan(0.05)
  expect([weightOf('wrong', 0), weightOf('wrong', 0.9), weightOf('right', 1)]).toEqual([0, 1, 1])
})

test('shares are of the row, and an empty row has none', () => {
  expect(
    rowShares([
      [3, 1],
      [0, 0],
    ]),
  ).toEqual([
    [0.75, 0.25],
    [0, 0],
  ])
})
