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

/** Stands for statistics that a kernel is to find itself. */
export const emptyVector = (scope: ForwardScope): Tensor =>
  scope.graph.tensor('Const', [], { dtype: 'float32', value: { dtype: 'float32', shape: [0], values: [] } })

/** TensorFlow's variance over n - 1 entries as the one over n. */
export function biased(scope: ForwardScope, x: Tensor, axis: number, unbiased: Tensor): Tensor {
  const { graph } = scope
  const count = entriesPerStatistic(scope, x, axis)
  const less = graph.tensor('Sub', [count, scalar(graph, 1)], {})
  return graph.tensor('Mul', [unbiased, graph.tensor('RealDiv', [less, count], {})], {})
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
