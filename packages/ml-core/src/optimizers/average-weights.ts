import { cast, scalar } from '../graph/build.ts'
import type { Graph, Node, Tensor } from '../graph/graph.ts'

/** A weight and its average: handles of the variables, and the average as the step found it. */
export type Averaged = {
  readonly weight: Tensor
  readonly average: Tensor
  readonly value: Tensor
  /** The node that moves the weight. */
  readonly moved: Node
}

/**
 * Keras's exponential moving average of the weights, once the step has moved them:
 * average = m average + (1 - m) weight, and the weight itself after the first step.
 * @param done steps done before this one, int32
 */
export function averageWeights(
  graph: Graph,
  momentum: number,
  done: Tensor,
  weights: readonly Averaged[],
): Node[] {
  const notFirst = graph.tensor('Minimum', [cast(graph, done, 'float32'), scalar(graph, 1)], {})
  const kept = graph.tensor('Mul', [notFirst, scalar(graph, momentum)], {})
  const share = graph.tensor('Sub', [scalar(graph, 1), kept], {})
  return weights.map(({ weight, average, value, moved }) => {
    const { outputs } = graph.add('ReadVariableOp', [weight], { dtype: value.dtype }, { after: [moved] })
    const difference = graph.tensor('Sub', [value, ...outputs], {})
    return graph.add('ResourceApplyGradientDescent', [average, share, difference], {})
  })
}
