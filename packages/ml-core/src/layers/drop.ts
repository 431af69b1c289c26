import { cast, scalar, shapeOfBatch } from '../graph/build.ts'
import type { TensorShape } from '../graph/dtype.ts'
import type { Tensor } from '../graph/graph.ts'
import type { ForwardScope } from './forward-scope.ts'

/**
 * While training, a share `rate` of the entries of `x` set to 0 and the others scaled by 1 / (1 - rate).
 * @param fates one draw each: a shape that broadcasts to that of `x`, the batch first
 */
export function drop(scope: ForwardScope, x: Tensor, rate: number, fates: TensorShape): Tensor {
  if (!scope.training || rate === 0) return x
  const { graph } = scope
  const shape = shapeOfBatch(graph, scope.batchSize(), fates)
  const uniform = graph.tensor('StatelessRandomUniform', [shape, scope.randomSeed()], { dtype: 'float32' })
  const kept = graph.tensor('GreaterEqual', [uniform, scalar(graph, rate)], {})
  // Scale and mask in one factor: its gradient is one pass over the entries, not two. Until then a byte an entry is kept.
  const scale = scalar(graph, 1 / (1 - rate), x.dtype)
  const factor = graph.recomputed(() => graph.tensor('Mul', [cast(graph, kept, x.dtype), scale], {}))
  return graph.tensor('Mul', [x, factor], {})
}
