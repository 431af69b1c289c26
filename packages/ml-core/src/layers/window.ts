import { formatShape, type Shape } from '../spec/shape.ts'
import { LayerShapeError } from '../spec/spec-error.ts'

/**
 * Height and width that a sliding window gives on an image of height x width x channels.
 * @throws LayerShapeError when the input is no image or the window does not fit it.
 */
export function windowOutput(
  what: 'kernel' | 'pool',
  window: readonly [number, number],
  strides: readonly [number, number],
  padding: 'valid' | 'same',
  input: Shape,
): [number, number] {
  const [height, width] = imageShape(input)
  if (padding === 'same') return [Math.ceil(height / strides[0]), Math.ceil(width / strides[1])]
  if (window[0] > height || window[1] > width)
    throw new LayerShapeError(
      `a ${formatShape(window)} ${what} does not fit an input of ${formatShape(input)}; use padding "same" or a smaller ${what}, or drop a pooling before it`,
      what === 'kernel' ? 'kernelSize' : 'poolSize',
    )
  return [Math.floor((height - window[0]) / strides[0]) + 1, Math.floor((width - window[1]) / strides[1]) + 1]
}

/** Height, width and channels. @throws LayerShapeError when the input is no image */
export function imageShape(input: Shape): [number, number, number] {
  const [height, width, channels] = input
  if (input.length !== 3 || height === undefined || width === undefined || channels === undefined)
    throw new LayerShapeError(
      `expects an image of height x width x channels but gets a vector of ${formatShape(input)}; put it in front of the layer that makes vectors of images, such as Flatten`,
    )
  return [height, width, channels]
}
