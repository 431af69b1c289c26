import { z } from 'zod'
import { known, reshape, scalar, sum } from '../graph/build.ts'
import type { Graph, Node, Tensor } from '../graph/graph.ts'
import { fraction, positive } from '../spec/settings.ts'
import { adamUpdate } from './adam.ts'
import { defineOptimizer, type Update } from './optimizer.ts'

/** What Keras calls muon_a, muon_b and muon_c: found by the authors for five iterations. */
const [A, B, C] = [3.4445, -4.775, 2.0315]

const settings = z.strictObject({
  momentum: fraction.default(0.95),
  nesterov: z.boolean().default(true),
  nsSteps: z.int().min(1).max(20).default(5),
  rmsRate: positive.default(0.2),
  /** Convolutions too, as matrices with a column a filter: as its authors have it; Keras leaves them to Adam. */
  includeConvolutions: z.boolean().default(false),
  /** Leaves the last layer's kernel to Adam, as its authors advise; in Keras, excludeLayers with that layer's name. */
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
  slots: () => ['m', 'v'],
  apply(graph, settings, scalars, updates) {
    const { learningRate } = scalars
    const { adamBeta1: beta1, adamBeta2: beta2, epsilon, adamLrRatio } = settings
    const ofAdam = graph.tensor('Mul', [learningRate, scalar(graph, adamLrRatio)], {})
    const byAdam = adamUpdate(graph, { beta1, beta2, epsilon }, { ...scalars, learningRate: ofAdam })
    const matrices = matricesOf(settings, updates)
    return updates.map((update) =>
      matrices.has(update) ? moveMatrix(graph, settings, learningRate, update) : byAdam(update),
    )
  },
})

function matricesOf({ includeConvolutions, excludeOutput }: MuonSettings, updates: readonly Update[]) {
  const kernels = updates.filter(({ value }) => value.shape.length > 1)
  const hidden = excludeOutput ? kernels.slice(0, -1) : kernels
  return new Set(hidden.filter(({ value }) => includeConvolutions || value.shape.length === 2))
}

function moveMatrix(
  graph: Graph,
  { momentum, nesterov, nsSteps, rmsRate }: MuonSettings,
  learningRate: Tensor,
  { variable, value, gradient, slot, after }: Update,
): Node {
  const columns = known(value.shape.at(-1))
  const rows = value.shape.slice(0, -1).reduce<number>((product, size) => product * known(size), 1)
  const share = scalar(graph, momentum)
  const kept = graph.tensor('ReadVariableOp', [slot('m')], { dtype: 'float32' })
  const next = add(graph, mul(graph, kept, share), gradient)
  const written = graph.add('AssignVariableOp', [slot('m'), next], {})
  const direction = nesterov ? add(graph, gradient, mul(graph, next, share)) : next
  const matrix = reshape(graph, direction, [rows, columns])
  const step = reshape(graph, orthogonalize(graph, matrix, rows > columns, nsSteps), value.shape)
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
