import { type AugmentationSpec, augmentImage } from '@atelier/ml-core/spec'
import { seeded, seedOf } from './seeded.ts'

/** Red, green, blue and how opaque, as a canvas has them. */
const CHANNELS = 4

/** A picture on a canvas, and how it is changed. */
export type Augmented = {
  readonly spec: AugmentationSpec
  readonly width: number
  readonly height: number
  readonly pixels: ArrayLike<number>
  /** What decides the random numbers: the run's seed, the image, and how often it was drawn. */
  readonly seeds: readonly number[]
}

/** The picture as training would change it; what becomes free is black. */
export function augmentedPixels({
  spec,
  width,
  height,
  pixels,
  seeds,
}: Augmented): Uint8ClampedArray<ArrayBuffer> {
  const next = seeded(seedOf(...seeds))
  const numbers = new Map<string, number>()
  const uniform = (purpose: string): number => {
    const number = numbers.get(purpose) ?? next()
    numbers.set(purpose, number)
    return number
  }
  const changed = Uint8ClampedArray.from(augmentImage(spec, [height, width, CHANNELS], pixels, uniform))
  for (let at = CHANNELS - 1; at < changed.length; at += CHANNELS) changed[at] = 255
  return changed
}
