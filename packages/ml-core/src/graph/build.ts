import { type Dim, type DType, sameShape, type TensorShape } from './dtype.ts'
import type { Graph, Tensor } from './graph.ts'

/** What a signature takes as raw bytes, and the tensor that they become. */
export type FedTensor = { readonly bytes: Tensor; readonly tensor: Tensor }

/**
 * An input of the graph. It is fed as the bytes of its row-major values: the binding shares the memory of fed number
 * arrays with TensorFlow, which then crashes on their alignment or frees them on a thread where JavaScript is not.
 */
export function feed(graph: Graph, name: string, dtype: DType, shape: TensorShape): FedTensor {
  const bytes = graph.tensor('Placeholder', [], { dtype: 'string', shape: [] }, `feed/${name}`)
  const decoded = graph.tensor('DecodeRaw', [bytes], { out_type: dtype })
  return { bytes, tensor: reshape(graph, decoded, shape) }
}

/** A constant of whole numbers: axes, sizes. A vector, unless it has another shape. */
export const ints = (
  graph: Graph,
  values: readonly number[],
  name?: string,
  shape: readonly number[] = [values.length],
): Tensor => graph.tensor('Const', [], { dtype: 'int32', value: { dtype: 'int32', shape, values } }, name)

export const scalar = (graph: Graph, value: number, dtype: DType = 'float32', name?: string): Tensor =>
  graph.tensor('Const', [], { dtype, value: { dtype, shape: [], values: [value] } }, name)

export const cast = (graph: Graph, x: Tensor, dtype: DType): Tensor =>
  x.dtype === dtype ? x : graph.tensor('Cast', [x], { DstT: dtype })

/** The tensor's shape as a tensor: a constant, with the real batch size filled in by TensorFlow where needed. */
export const shapeOf = (graph: Graph, x: Tensor): Tensor =>
  x.shape.includes(null) ? graph.tensor('Shape', [x], { out_type: 'int32' }) : ints(graph, x.shape.map(known))

/** A shape as a tensor, whose batch is known by its size before there is a tensor of that shape. */
export const shapeOfBatch = (graph: Graph, batchSize: Tensor, shape: TensorShape): Tensor =>
  graph.tensor(
    'Pack',
    shape.map((dim) => (dim === null ? batchSize : scalar(graph, dim, 'int32'))),
    { N: shape.length, axis: 0 },
  )

/** Reshape to sizes of which at most one, the batch, is unknown. */
export const reshape = (graph: Graph, x: Tensor, shape: TensorShape): Tensor =>
  sameShape(x.shape, shape)
    ? x
    : graph.tensor(
        'Reshape',
        [
          x,
          ints(
            graph,
            shape.map((dim) => dim ?? -1),
          ),
        ],
        {},
      )

/** The axes in another order: result axis i is the axis `order[i]` of `x`. */
export const transpose = (graph: Graph, x: Tensor, order: readonly number[]): Tensor =>
  graph.tensor('Transpose', [x, ints(graph, order)], {})

/** Tensors side by side along an axis, whose size each must know; one alone as it is. */
export function concat(graph: Graph, parts: readonly Tensor[], axis: number): Tensor {
  const [only] = parts
  if (only && parts.length === 1) return only
  return graph.tensor('ConcatV2', [...parts, scalar(graph, axis, 'int32')], {
    N: parts.length,
    Tidx: 'int32',
  })
}

/** Parts of these sizes along an axis, one after the other. */
export const split = (graph: Graph, x: Tensor, axis: number, sizes: readonly number[]): readonly Tensor[] =>
  graph.add('SplitV', [x, ints(graph, sizes), scalar(graph, axis, 'int32')], { num_split: sizes.length })
    .outputs

export const sum = (graph: Graph, x: Tensor, axes: readonly number[], keepDims = false): Tensor =>
  graph.tensor('Sum', [x, ints(graph, axes)], { keep_dims: keepDims })

export const mean = (graph: Graph, x: Tensor, axes: readonly number[], keepDims = false): Tensor =>
  graph.tensor('Mean', [x, ints(graph, axes)], { keep_dims: keepDims })

/**
 * Sum over axes, in two steps where that is faster: TensorFlow reduces the contiguous inner axes of a large tensor
 * several times as fast as scattered ones, so those go first.
 */
export function sumInnerFirst(graph: Graph, x: Tensor, axes: readonly number[]): Tensor {
  const reduced = new Set(axes)
  let from = x.shape.length
  while (from > 0 && reduced.has(from - 1)) from--
  const inner = axes.filter((axis) => axis >= from)
  const outer = axes.filter((axis) => axis < from)
  const partial = inner.length > 0 ? sum(graph, x, inner, true) : x
  return outer.length > 0 ? sum(graph, partial, outer, true) : partial
}

/** Turns the gradient of a broadcast result into that of its operand of shape `target`. */
export function unbroadcast(graph: Graph, gradient: Tensor, target: TensorShape): Tensor {
  const missing = gradient.shape.length - target.length
  const axes = gradient.shape.flatMap((dim, axis) => {
    const own: Dim | undefined = target[axis - missing]
    return axis < missing || (own === 1 && dim !== 1) ? [axis] : []
  })
  const summed = axes.length > 0 ? sumInnerFirst(graph, gradient, axes) : gradient
  return missing > 0 ? reshape(graph, summed, target) : summed
}

/** `x` at the full shape of `like`, of which it may be a broadcastable part. */
export const broadcastLike = (graph: Graph, x: Tensor, like: Tensor): Tensor =>
  sameShape(x.shape, like.shape) ? x : graph.tensor('BroadcastTo', [x, shapeOf(graph, like)], {})

/** A size that is not the batch. @throws Error for the batch axis and for an axis that is not there */
export function known(dim: Dim | undefined): number {
  if (typeof dim !== 'number') throw new Error('only the batch may have an unknown size')
  return dim
}
