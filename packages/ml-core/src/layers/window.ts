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
  const [height, width] = input
  if (input.length !== 3 || height === undefined || width === undefined)
    throw new LayerShapeError(`expects an image of height x width x channels but gets ${formatShape(input)}`)
  if (padding === 'same') return [Math.ceil(height / strides[0]), Math.ceil(width / strides[1])]
  if (window[0] > height || window[1] > width)
    throw new LayerShapeError(
      `a ${formatShape(window)} ${what} does not fit an input of ${formatShape(input)}`,
      what === 'kernel' ? 'kernelSize' : 'poolSize',
    )
  return [Math.floor((height - window[0]) / strides[0]) + 1, Math.floor((width - window[1]) / strides[1]) + 1]
}
