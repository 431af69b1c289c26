import { expect, test } from 'vitest'
import { augmentedPixels } from '../src/launch/augmented-pixels.ts'
import { seeded, seedOf } from '../src/launch/seeded.ts'

const off = { flip: 'none', shift: 0, rotation: 0, zoom: 0, cutout: 0, cutoutProbability: 1 } as const
/** 6 x 4 pixels, each of its own grey. */
const pixels = Array.from({ length: 24 }, (_, at) => [at * 10, at * 10, at * 10, 255]).flat()
const changed = (spec: object, ...seeds: number[]) => [
  ...augmentedPixels({ spec: { ...off, ...spec }, width: 6, height: 4, pixels, seeds }),
]

test('what is off changes nothing, and the same seeds draw the same', () => {
  expect(changed({}, 1, 2)).toEqual(pixels)
  const strong = { shift: 2, rotation: 40, zoom: 0.3, cutout: 2 }
  expect(changed(strong, 1, 2)).toEqual(changed(strong, 1, 2))
  expect(changed(strong, 1, 2)).not.toEqual(changed(strong, 1, 3))
  expect(changed(strong, 1, 2)).not.toEqual(changed(strong, 2, 1))
})

test('what becomes free or is cut out is black and opaque', () => {
  const cut = changed({ cutout: 4 }, 7)
  const blacks = cut.filter((value, at) => at % 4 === 0 && value === 0).length
  expect(blacks).toBeGreaterThan(3)
  expect(cut.filter((_, at) => at % 4 === 3)).toEqual(Array.from({ length: 24 }, () => 255))
})

test('numbers lie from 0 to below 1, and neighbouring seeds are unlike', () => {
  const firsts = Array.from({ length: 2_000 }, (_, at) => seeded(seedOf(0, at))())
  expect(Math.min(...firsts)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...firsts)).toBeLessThan(1)
  const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length
  expect(mean).toBeGreaterThan(0.45)
  expect(mean).toBeLessThan(0.55)
  const turns = firsts.filter((value, at) => value < 0.5 !== (firsts[at - 1] ?? 0) < 0.5).length
  expect(turns).toBeGreaterThan(800)
})
