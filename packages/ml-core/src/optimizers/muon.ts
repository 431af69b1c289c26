import { z } from 'zod'
import { reshape, scalar, sum } from '../graph/build.ts'
import type { Graph, Node, Tensor } from '../graph/graph.ts'
import { fraction, positive } from '../spec/settings.ts'
import { sizeOf } from '../spec/shape.ts'
import { adamUpdate } from './adam.ts'
import { defineOptimizer, type TrainedWeight, type Update } from './optimizer.ts'

/** What Keras calls muon_a, muon_b and muon_c: found by the authors for five iterations. */
const [A, B, C] = [3.4445, -4.775, 2.0315]

const settings = z.strictObject({
  momentum: fraction.default(0.95),
  nesterov: z.boolean().default(true),
  nsSteps: z.int().min(1).max(20).default(5),
  rmsRate: positive.default(0.2),
  /** Convolutions too, as matrices with a column a filter (of a depthwise kernel: a multiplier); Keras leaves them to Adam. */
  includeConvolutions: z.boolean().default(false),
  /** Leaves the last layer's kernel to Adam, as its authors advise; in Keras: exclude_layers. */
  excludeOutput: z.boolean().default(false),
  adamBeta1: fraction.default(0.9),
  adamBeta2: fraction.default(0.999),
  epsilon: positive.default(1e-7),
  adamLrRatio: positive.default(1),
})
type MuonSettings = z.output<typeof settings>

/**
 * Keras's Muon (Jordan et al. 2024, kellerjordan.github.io/posts/muon; scaled as in Liu et al. 2025, arXiv 2502.16982).
 * Of a matrix: m = momentum m + g; w -= lr rmsRate sqrt(max(rows, columns)) O(g + momentum m), or O(m) if not
 * nesterov. O brings all singular values near 1. Every other weight is moved by Adam, at adamLrRatio of the rate.
 */
export const muon = defineOptimizer('Muon', {
  learningRate: 0.001,
  weightDecay: 0.004,
  wholeWeights: true,
  settings,
  // A fork may give a weight to the other of the two: what one kept says nothing to the other.
  slots: (settings, weight) => (isMatrix(settings, weight) ? ['momentum'] : ['m', 'v']),
  apply(graph, settings, scalars, updates) {
    const { learningRate } = scalars
    const { adamBeta1: beta1, adamBeta2: beta2, epsilon, adamLrRatio } = settings
    const adamRate = graph.tensor('Mul', [learningRate, scalar(graph, adamLrRatio)], {})
    const byAdam = adamUpdate(graph, { beta1, beta2, epsilon }, { ...scalars, learningRate: adamRate })
    return updates.map((update) =>
      isMatrix(settings, update.weight) ? moveMatrix(graph, settings, learningRate, update) : byAdam(update),
    )
  },
})

const isMatrix = (
  { includeConvolutions, excludeOutput }: MuonSettings,
  { shape, isOutput }: TrainedWeight,
): boolean =>
  (shape.length === 2 || (includeConvolutions && shape.length > 2)) && !(excludeOutput && isOutput)

function moveMatrix(
  graph: Graph,
  { momentum, nesterov, nsSteps, rmsRate }: MuonSettings,
  learningRate: Tensor,
  { weight: { shape }, variable, gradient, slot, after }: Update,
): Node {
  const columns = shape.at(-1) ?? 1
  const rows = sizeOf(shape) / columns
  const share = scalar(graph, momentum)
  const kept = graph.tensor('ReadVariableOp', [slot('momentum')], { dtype: 'float32' })
  const next = add(graph, mul(graph, kept, share), gradient)
  const written = graph.add('AssignVariableOp', [slot('momentum'), next], {})
  const direction = nesterov ? add(graph, gradient, mul(graph, next, share)) : next
  const matrix = reshape(graph, direction, [rows, columns])
  const step = reshape(graph, orthogonalize(graph, matrix, rows > columns, nsSteps), shape)
  const rate = mul(graph, learningRate, scalar(graph, rmsRate * Math.sqrt(Math.max(rows, columns))))
  return graph.add('ResourceApplyGradientDescent', [variable, rate, step], {}, { after: [...after, written] })
}

/**
 * X = X / |X|, then so many times X = A X + (B S + C S S) X with S = X X'. Of a tall matrix the smaller X' X is taken,
 * from the other side: the result is the same.
 */
function orthogonalize(graph: Graph, matrix: Tensor, tall: boolean, iterations: number): Tensor {
  const norm = graph.tensor('Sqrt', [sum(graph, graph.tensor('Square', [matrix], {}), [0, 1])], {})
  const product = (x: Tensor, y: Tensor, transpose_a = false, transpose_b = false): Tensor =>
    graph.tensor('MatMul', [x, y], { transpose_a, transpose_b })
  const [a, b, c] = [scalar(graph, A), scalar(graph, B), scalar(graph, C)]
  let x = graph.tensor('RealDiv', [matrix, add(graph, norm, scalar(graph, 1e-7))], {})
  for (let iteration = 0; iteration < iterations; iteration++) {
    const square = product(x, x, tall, !tall)
    const factor = add(graph, mul(graph, square, b), mul(graph, product(square, square), c))
    x = add(graph, mul(graph, x, a), tall ? product(x, factor) : product(factor, x))
  }
  return x
}

const mul = (graph: Graph, x: Tensor, y: Tensor): Tensor => graph.tensor('Mul', [x, y], {})
const add = (graph: Graph, x: Tensor, y: Tensor): Tensor => graph.tensor('AddV2', [x, y], {})
