import type { Graph, Tensor } from '../graph/graph.ts'

/**
 * Each channel convolved with windows of its own; kernel: height x width x channels x windows a channel.
 * With one channel it is a plain convolution, and must be one: oneDNN keeps its compiled kernels under their sizes, where
 * a depthwise one of one channel and a 1x1 window is taken for a convolution's, and the next of these fails.
 */
export const depthwiseConvolution = (
  graph: Graph,
  x: Tensor,
  kernel: Tensor,
  strides: readonly [number, number],
  padding: 'valid' | 'same',
): Tensor =>
  graph.tensor(x.shape[3] === 1 ? 'Conv2D' : 'DepthwiseConv2dNative', [x, kernel], {
    strides: [1, ...strides, 1],
    padding: padding === 'same' ? 'SAME' : 'VALID',
  })
