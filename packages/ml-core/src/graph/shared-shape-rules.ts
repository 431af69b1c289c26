import { broadcastShapes, type DType, isFloat, sameShape } from './dtype.ts'
import type { OutputType, Tensor } from './graph.ts'
import type { Attributes } from './ops.ts'
import { constantValues, dim, type Fail, size, take } from './rule-inputs.ts'

/** One input, given on as it is. */
export function same(inputs: readonly Tensor[], fail: Fail): readonly OutputType[] {
  const [x] = take(inputs, 1, fail)
  return [{ dtype: x.dtype, shape: x.shape }]
}

/** The common type of inputs that must all be alike. */
export function stacked(inputs: readonly Tensor[], fail: Fail): OutputType {
  const [first] = inputs
  if (!first) return fail('needs at least one input')
  if (!inputs.every(({ dtype, shape }) => dtype === first.dtype && sameShape(shape, first.shape)))
    fail('all inputs must have one type and shape')
  return { dtype: first.dtype, shape: first.shape }
}

/** An optimizer's update of a variable: it gives nothing. */
export function applied(variable: Tensor, others: readonly Tensor[], fail: Fail): readonly OutputType[] {
  if (!others.every(({ shape }) => sameShape(shape, variable.shape)))
    fail('slots and gradient must have the shape of the variable')
  return []
}

/** A variable's new value: it gives nothing. */
export function assign(inputs: readonly Tensor[], fail: Fail): readonly OutputType[] {
  const [resource, value] = take(inputs, 2, fail)
  if (!sameShape(resource.shape, value.shape)) fail('the value must have the shape of the variable')
  return []
}

/** Two inputs of one element type, whose shapes fit by broadcasting. */
export function broadcasting(inputs: readonly Tensor[], _: object, fail: Fail): readonly OutputType[] {
  const [a, b] = take(inputs, 2, fail)
  if (a.dtype !== b.dtype) fail('both sides must have one element type')
  return [{ dtype: a.dtype, shape: broadcastShapes(a.shape, b.shape) ?? fail('the shapes do not broadcast') }]
}

/** The same, answered by bool. */
export function comparison(inputs: readonly Tensor[], attributes: object, fail: Fail): readonly OutputType[] {
  return broadcasting(inputs, attributes, fail).map(({ shape }) => ({ dtype: 'bool' as DType, shape }))
}

/** Each element by itself. */
export function elementwise(inputs: readonly Tensor[], _: object, fail: Fail): readonly OutputType[] {
  return same(inputs, fail)
}

/** The same, of floating-point numbers. */
export function floating(inputs: readonly Tensor[], _: object, fail: Fail): readonly OutputType[] {
  const [x] = take(inputs, 1, fail)
  if (!isFloat(x.dtype)) fail('needs a floating-point input')
  return same(inputs, fail)
}

/** Two inputs of one floating-point type and one shape, such as a gradient and what was given. */
export function floatingPair(inputs: readonly Tensor[], _: object, fail: Fail): readonly OutputType[] {
  const [a, b] = take(inputs, 2, fail)
  if (a.dtype !== b.dtype || !isFloat(a.dtype)) fail('both inputs must have one floating-point type')
  if (!sameShape(a.shape, b.shape)) fail('both inputs must have one shape')
  return [{ dtype: a.dtype, shape: a.shape }]
}

/** What is left when the axes of the second input are reduced. */
export function reducing(
  inputs: readonly Tensor[],
  { keep_dims }: Attributes<'Sum'>,
  fail: Fail,
): readonly OutputType[] {
  const [x, axes] = take(inputs, 2, fail)
  const reduced = new Set(constantValues(axes, fail))
  for (const axis of reduced) if (axis < 0 || axis >= x.shape.length) fail(`there is no axis ${axis}`)
  const shape = keep_dims
    ? x.shape.map((entry, axis) => (reduced.has(axis) ? 1 : entry))
    : x.shape.filter((_entry, axis) => !reduced.has(axis))
  return [{ dtype: x.dtype, shape }]
}

/** Input, kernel and the height and width that a convolution of them gives. */
export function convolved(
  inputs: readonly Tensor[],
  attributes: Attributes<'Conv2D'>,
  fail: Fail,
): { x: Tensor; kernel: Tensor; height: number; width: number } {
  const [x, kernel] = take(inputs, 2, fail)
  if (x.shape.length !== 4 || kernel.shape.length !== 4) fail('input and kernel must have four axes')
  if (dim(x, 3) !== dim(kernel, 2)) fail(`the kernel expects ${dim(kernel, 2)} channels, not ${dim(x, 3)}`)
  const window = [1, size(kernel, 0, fail), size(kernel, 1, fail), 1]
  const [height, width] = slide(x, window, attributes, fail)
  return { x, kernel, height, width }
}

/** What a pooling over height and width gives. */
export function pooled(
  inputs: readonly Tensor[],
  attributes: Attributes<'MaxPool'>,
  fail: Fail,
): readonly OutputType[] {
  const [x] = take(inputs, 1, fail)
  if (x.shape.length !== 4) fail('the input must have four axes')
  const [height, width] = slide(x, attributes.ksize, attributes, fail)
  return [{ dtype: x.dtype, shape: [dim(x, 0), height, width, dim(x, 3)] }]
}

/** Height and width that a window gives when it slides over an NHWC tensor. */
function slide(
  x: Tensor,
  window: readonly number[],
  { strides, padding }: Attributes<'Conv2D'>,
  fail: Fail,
): [number, number] {
  const along = (axis: 1 | 2): number => {
    const [input, span, stride] = [size(x, axis, fail), window[axis] ?? 1, strides[axis] ?? 1]
    const steps = padding === 'SAME' ? Math.ceil(input / stride) : Math.floor((input - span) / stride) + 1
    return steps > 0 ? steps : fail(`a window of ${span} does not fit ${input}`)
  }
  return [along(1), along(2)]
}
