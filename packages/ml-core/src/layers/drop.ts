import { cast, ints, known, reshape, scalar, shapeOfBatch } from '../graph/build.ts'
import type { TensorShape } from '../graph/dtype.ts'
import type { Tensor } from '../graph/graph.ts'
import type { ForwardScope } from './forward-scope.ts'

/**
 * While training, a share `rate` of the entries of `x`, rounded to a 65,536th, set to 0 and the others scaled by
 * 1 / (1 - share).
 * @param fates one draw each: a shape that broadcasts to that of `x`, the batch first
 */
export function drop(scope: ForwardScope, x: Tensor, rate: number, fates: TensorShape): Tensor {
  if (!scope.training || rate === 0) return x
  const { graph } = scope
  // Of the 65,536 draws that there are: what is kept is scaled by just as much, so that the mean stays.
  const dropped = Math.min(Math.round(rate * DRAWS), DRAWS - 1)
  const threshold = scalar(graph, dropped - DRAWS / 2, 'int16')
  const kept = graph.tensor('GreaterEqual', [draws(scope, fates), threshold], {})
  // Scale and mask in one factor: its gradient is one pass over the entries, not two. Until then a byte an entry is kept.
  const scale = scalar(graph, DRAWS / (DRAWS - dropped), x.dtype)
  const factor = graph.recomputed(() => graph.tensor('Mul', [cast(graph, kept, x.dtype), scale], {}))
  return graph.tensor('Mul', [x, factor], {})
}

const DRAWS = 2 ** 16

/** Uniform over all of int16: two of each 32 random bits, which take half the time of a number each. */
function draws(scope: ForwardScope, shape: TensorShape): Tensor {
  const { graph } = scope
  const [batch = null, ...rest] = shape
  const wanted = rest.reduce<number>((product, size) => product * known(size), 1)
  const pairs = Math.ceil(wanted / 2)
  const size = shapeOfBatch(graph, scope.batchSize(), [batch, pairs])
  const words = graph.tensor('StatelessRandomUniformFullInt', [size, scope.randomSeed()], { dtype: 'int32' })
  const halves = reshape(graph, graph.tensor('Bitcast', [words], { type: 'int16' }), [batch, 2 * pairs])
  const needed =
    wanted === 2 * pairs
      ? halves
      : graph.tensor('Slice', [halves, ints(graph, [0, 0]), ints(graph, [-1, wanted])], {})
  return reshape(graph, needed, shape)
}
