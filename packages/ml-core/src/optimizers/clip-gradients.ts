import { scalar, sum } from '../graph/build.ts'
import type { Graph, Tensor } from '../graph/graph.ts'
import type { CommonSettings } from './common-settings.ts'
import type { Update } from './optimizer.ts'

/**
 * Keras's gradient clipping, by whichever of the three settings is given:
 * clipnorm: g c / max(|g|, c) for every weight by itself; globalClipnorm: the same with |g| over all weights together
 * (c min(1 / |g|, 1 / c)); clipvalue: every entry between -c and c.
 */
export function clipGradients(
  graph: Graph,
  { clipnorm, clipvalue, globalClipnorm }: CommonSettings,
  updates: readonly Update[],
): readonly Update[] {
  const each = (clip: (gradient: Tensor) => Tensor): readonly Update[] =>
    updates.map((update) => ({ ...update, gradient: clip(update.gradient) }))
  const shrink = (gradient: Tensor, norm: Tensor, limit: number): Tensor => {
    const larger = graph.tensor('Maximum', [norm, scalar(graph, limit)], {})
    const factor = graph.tensor('RealDiv', [scalar(graph, limit), larger], {})
    return graph.tensor('Mul', [gradient, factor], {})
  }
  const root = (squares: Tensor): Tensor => graph.tensor('Sqrt', [squares], {})
  if (clipnorm !== undefined)
    return each((gradient) => shrink(gradient, root(sumOfSquares(graph, gradient)), clipnorm))
  if (globalClipnorm !== undefined) {
    const squares = updates.map(({ gradient }) => sumOfSquares(graph, gradient))
    const all = graph.tensor('Pack', squares, { N: squares.length, axis: 0 })
    const norm = root(sum(graph, all, [0]))
    return each((gradient) => shrink(gradient, norm, globalClipnorm))
  }
  if (clipvalue !== undefined)
    return each((gradient) => {
      const below = graph.tensor('Minimum', [gradient, scalar(graph, clipvalue)], {})
      return graph.tensor('Maximum', [below, scalar(graph, -clipvalue)], {})
    })
  return updates
}

const sumOfSquares = (graph: Graph, x: Tensor): Tensor =>
  sum(graph, graph.tensor('Square', [x], {}), [...x.shape.keys()])
