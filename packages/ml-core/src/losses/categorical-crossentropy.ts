import type { Graph, Tensor } from '../graph/graph.ts'

/**
 * Keras's categorical cross-entropy of softmax probabilities, an example a value: -log softmax(logits)[label].
 * Logits: batch x classes, float32; labels: batch, int32. Softmax and logarithm are one op, so nothing overflows.
 */
export const categoricalCrossentropy = (graph: Graph, logits: Tensor, labels: Tensor): Tensor =>
  graph.tensor('SparseSoftmaxCrossEntropyWithLogits', [logits, labels], {})
