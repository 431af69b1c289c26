import { cast, known, scalar } from '../graph/build.ts'
import type { Tensor } from '../graph/graph.ts'
import type { ForwardScope } from './forward-scope.ts'

export type BatchNormSettings = {
  axis: number
  momentum: number
  epsilon: number
  center: boolean
  scale: boolean
}

/** TensorFlow's fused kernel: by statistics that it finds itself while training, or by given ones. */
export const fused = (epsilon: number, training: boolean) => ({
  epsilon,
  is_training: training,
  data_format: 'NHWC',
})

/**
 * TensorFlow's fused kernel over the last of four axes.
 * @returns the result, and the mean and the variance over n entries that it was normalised by (the kernel gives the one
 * over n - 1)
 */
export function normalisedByBatch(
  scope: ForwardScope,
  epsilon: number,
  x: Tensor,
  scale: Tensor,
  offset: Tensor,
): [Tensor, Tensor, Tensor] {
  const { graph } = scope
  const empty = (): Tensor =>
    graph.tensor('Const', [], { dtype: 'float32', value: { dtype: 'float32', shape: [0], values: [] } })
  const inputs = [x, scale, offset, empty(), empty()]
  const [y, mean, unbiased] = graph.add('FusedBatchNormV3', inputs, fused(epsilon, true)).outputs
  if (!y || !mean || !unbiased) throw new Error('FusedBatchNormV3 gives a result and its statistics')
  const count = entriesPerStatistic(scope, x, 3)
  const less = graph.tensor('Sub', [count, scalar(graph, 1)], {})
  const variance = graph.tensor('Mul', [unbiased, graph.tensor('RealDiv', [less, count], {})], {})
  return [y, mean, variance]
}

/** How many entries each mean is taken over, as a float32 scalar. */
export function entriesPerStatistic(scope: ForwardScope, x: Tensor, axis: number): Tensor {
  const { graph } = scope
  const others = x.shape.filter((dim, index) => dim !== null && index !== axis).map(known)
  const perExample = others.reduce((product, dim) => product * dim, 1)
  return graph.tensor('Mul', [cast(graph, scope.batchSize(), 'float32'), scalar(graph, perExample)], {})
}

/** moving = moving * momentum + batch * (1 - momentum) */
export function updateMoving(
  scope: ForwardScope,
  { momentum }: BatchNormSettings,
  mean: Tensor,
  variance: Tensor,
): void {
  const { graph } = scope
  const blend = (name: string, batch: Tensor): void => {
    const kept = graph.tensor('Mul', [scope.weight(name), scalar(graph, momentum)], {})
    const added = graph.tensor('Mul', [batch, scalar(graph, 1 - momentum)], {})
    scope.update(name, graph.tensor('AddV2', [kept, added], {}))
  }
  blend('moving_mean', mean)
  blend('moving_variance', variance)
}
