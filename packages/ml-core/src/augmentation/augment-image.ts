import type { Shape } from '../spec/shape.ts'
import type { AugmentationSpec } from './augmentation.ts'
import type { Purpose } from './purposes.ts'

/**
 * Changes one image as `augment` does in training, in plain JavaScript: for looking at, in a browser too.
 * @param pixels row by row, channel by channel; the result has the same order, in fractions where it is interpolated
 * @param uniform a random number from 0 (included) to 1 (excluded) for each purpose
 */
export function augmentImage(
  spec: AugmentationSpec,
  imageShape: Shape,
  pixels: ArrayLike<number>,
  uniform: (purpose: Purpose) => number,
): Float32Array {
  const [height = 1, width = 1, channels = 1] = imageShape
  const image: Image = { height, width, channels, pixels }
  const whole = (purpose: Purpose, count: number) => Math.floor(uniform(purpose) * count)
  const source = sourceOf(spec, image, {
    whole,
    within: (purpose, limit) => uniform(purpose) * 2 * limit - limit,
  })
  const isCut = cutOf(spec, image, uniform, whole)
  return Float32Array.from({ length: height * width * channels }, (_, index) => {
    const [channel, pixel] = [index % channels, Math.floor(index / channels)]
    const [x, y] = [pixel % width, Math.floor(pixel / width)]
    return isCut(x, y) ? 0 : sample(image, ...source(x, y), channel)
  })
}

type Image = {
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly pixels: ArrayLike<number>
}
type Whole = (purpose: Purpose, count: number) => number
type Draws = { readonly whole: Whole; readonly within: (purpose: Purpose, limit: number) => number }

/** Where each pixel comes from: c + s + F Z R ((x, y) - c), with c the centre. */
function sourceOf(spec: AugmentationSpec, { height, width }: Image, draws: Draws) {
  const { flip, shift, rotation, zoom } = spec
  const [centreX, centreY] = [(width - 1) / 2, (height - 1) / 2]
  const angle = rotation === 0 ? 0 : draws.within('rotation', (rotation * Math.PI) / 180)
  const scale = zoom === 0 ? 1 : 1 + draws.within('zoom', zoom)
  const sign = flip === 'none' ? 1 : 1 - 2 * draws.whole('flip', 2)
  const moved = (purpose: 'shiftX' | 'shiftY') =>
    shift === 0 ? 0 : draws.whole(purpose, 2 * shift + 1) - shift
  const [right, down] = [moved('shiftX'), moved('shiftY')]
  const [cos, sin] = [scale * Math.cos(angle), scale * Math.sin(angle)]
  return (x: number, y: number): readonly [number, number] => {
    const [fromX, fromY] = [x - centreX, y - centreY]
    return [centreX + right + sign * (cos * fromX - sin * fromY), centreY + down + sin * fromX + cos * fromY]
  }
}

/** Between four neighbours; what comes from outside is 0. */
function sample({ height, width, channels, pixels }: Image, x: number, y: number, channel: number): number {
  const at = (column: number, row: number): number =>
    column >= 0 && column < width && row >= 0 && row < height
      ? (pixels[(row * width + column) * channels + channel] ?? 0)
      : 0
  const [left, top] = [Math.floor(x), Math.floor(y)]
  const [right, down] = [x - left, y - top]
  const upper = (1 - right) * at(left, top) + right * at(left + 1, top)
  const lower = (1 - right) * at(left, top + 1) + right * at(left + 1, top + 1)
  return (1 - down) * upper + down * lower
}

function cutOf(
  { cutout, cutoutProbability }: AugmentationSpec,
  { height, width }: Image,
  uniform: (purpose: Purpose) => number,
  whole: Whole,
): (x: number, y: number) => boolean {
  const spared = cutoutProbability < 1 && uniform('cutout') >= cutoutProbability
  if (cutout === 0 || spared) return () => false
  const left = whole('cutoutX', width) - Math.floor(cutout / 2)
  const top = whole('cutoutY', height) - Math.floor(cutout / 2)
  return (x, y) => x >= left && x < left + cutout && y >= top && y < top + cutout
}
