import { cast, ints, scalar } from '../graph/build.ts'
import { Graph, type Tensor } from '../graph/graph.ts'
import type { Precision } from '../spec/training.ts'
import { Session } from './session.ts'

/** Rows and columns: the matrices are far larger than the caches, and a product takes about a second. */
const SIZE = 4096

/**
 * Speed of large square matrix products in this process, in GFLOP/s (2 n^3 operations each): what a training could
 * reach at most, product by product in this precision. The fastest of `products`, since what disturbs only slows.
 */
export async function matrixProductPeak(precision: Precision, products = 6): Promise<number> {
  const graph = new Graph()
  const handle = graph.tensor('VarHandleOp', [], { dtype: precision, shape: [SIZE, SIZE], shared_name: 'm' })
  const half = cast(graph, scalar(graph, 0.5), precision)
  const filled = graph.tensor('BroadcastTo', [half, ints(graph, [SIZE, SIZE])], {})
  const set = graph.add('AssignVariableOp', [handle, filled], {})
  const matrix = graph.tensor('ReadVariableOp', [handle], { dtype: precision })
  const product = graph.tensor('MatMul', [matrix, matrix], { transpose_a: false, transpose_b: false })
  const corner = graph.tensor('Slice', [product, ints(graph, [0, 0]), ints(graph, [1, 1])], {})
  const done = graph.add('Identity', [scalar(graph, 1)], {}, { after: [set] }).outputs
  const named = (tensors: readonly Tensor[]) => Object.fromEntries(tensors.map((tensor) => ['value', tensor]))
  using session = await Session.load({
    graph,
    signatures: {
      set: { inputs: {}, outputs: named(done) },
      multiply: { inputs: {}, outputs: named([cast(graph, corner, 'float32')]) },
    },
  })
  session.run('set', {})
  const seconds = Array.from({ length: products + 1 }, () => {
    const started = performance.now()
    session.run('multiply', {})
    return (performance.now() - started) / 1000
  })
  return (2 * SIZE ** 3) / Math.min(...seconds.slice(1)) / 1e9
}
