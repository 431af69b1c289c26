import { cast, ints, reshape, scalar } from '../graph/build.ts'
import type { Graph, Tensor } from '../graph/graph.ts'

/**
 * Keras's categorical cross-entropy of softmax probabilities, an example a value: -log softmax(logits)[label].
 * With label smoothing s (Szegedy et al., 2015, arXiv 1512.00567) the label's share is 1 - s, and s is spread evenly
 * over all classes: -sum_k ((1 - s) [k = label] + s / classes) log softmax(logits)[k].
 * Logits: batch x classes, float32; labels: batch, int32. Softmax and logarithm are one op, so nothing overflows.
 */
export function categoricalCrossentropy(
  graph: Graph,
  logits: Tensor,
  labels: Tensor,
  labelSmoothing: number,
): Tensor {
  if (labelSmoothing === 0) return graph.tensor('SparseSoftmaxCrossEntropyWithLogits', [logits, labels], {})
  const classes = logits.shape[1] ?? 1
  const all = ints(
    graph,
    Array.from({ length: classes }, (_, index) => index),
  )
  const chosen = graph.tensor('Equal', [reshape(graph, labels, [null, 1]), all], {})
  const share = graph.tensor('Mul', [cast(graph, chosen, 'float32'), scalar(graph, 1 - labelSmoothing)], {})
  const smoothed = graph.tensor('AddV2', [share, scalar(graph, labelSmoothing / classes)], {})
  return graph.tensor('SoftmaxCrossEntropyWithLogits', [logits, smoothed], {})
}
