import { cast, known, scalar } from './build.ts'
import type { OutputGradients } from './gradient-rules.ts'
import type { Graph, NodeOf, Tensor } from './graph.ts'

type BatchNorm = NodeOf<'FusedBatchNormV3'>
type Gradients = readonly (Tensor | undefined)[]

/** Of a normalisation by the batch's own statistics, whose mean and variance (outputs 1 and 2) may be used as well. */
export function batchNormGradients(graph: Graph, node: BatchNorm, outputs: OutputGradients): Gradients {
  const [x, scale] = node.inputs
  if (!x || !scale) return []
  const used = outputs.has(1) || outputs.has(2)
  const byStatistics = used ? throughStatistics(graph, node, x, outputs) : undefined
  if (!outputs.has(0)) return [byStatistics]
  // TensorFlow's own kernel takes the statistics that the forward pass reserved.
  const inputs = [outputs.of(0), x, scale, ...node.outputs.slice(3)]
  const [byResult, byScale, byOffset] = graph.add('FusedBatchNormGradV3', inputs, node.attributes).outputs
  const both = byResult && byStatistics ? graph.tensor('AddV2', [byResult, byStatistics], {}) : byResult
  return [both, byScale, byOffset]
}

/**
 * m = sum x / n, v = sum (x - m)^2 / (n - 1): dx = dm / n + 2 dv (x - m) / (n - 1). That is a normalisation with another
 * scale and offset: one pass over the entries.
 */
function throughStatistics(graph: Graph, node: BatchNorm, x: Tensor, outputs: OutputGradients): Tensor {
  const [, mean, variance] = node.outputs
  if (!mean || !variance) throw new Error(`${node.name}: FusedBatchNormV3 gives its statistics`)
  const { epsilon } = node.attributes
  const size = cast(graph, graph.tensor('Size', [x], { out_type: 'int32' }), 'float32')
  const count = graph.tensor('RealDiv', [size, scalar(graph, known(mean.shape[0]))], {})
  const less = graph.tensor('Sub', [count, scalar(graph, 1)], {})
  // A single entry has no variance, and TensorFlow gives 0 for it.
  const slope = graph.tensor(
    'RealDiv',
    [scalar(graph, 2), graph.tensor('Maximum', [less, scalar(graph, 1)], {})],
    {},
  )
  const shifted = graph.tensor('AddV2', [variance, scalar(graph, epsilon)], {})
  const unscaled = graph.tensor('Mul', [graph.tensor('Sqrt', [shifted], {}), slope], {})
  const scale = graph.tensor('Mul', [outputs.of(2), unscaled], {})
  const offset = graph.tensor('RealDiv', [outputs.of(1), count], {})
  const attributes = { epsilon, is_training: false, data_format: 'NHWC' }
  return graph.tensor('FusedBatchNormV3', [x, scale, offset, mean, variance], attributes)
}

/**
 * y = scale (x - mean) / sqrt(variance + epsilon) + offset, with a mean and a variance that are given. TensorFlow's
 * kernel gives the first three; dmean = -doffset scale / sqrt(variance + epsilon), and
 * dvariance = -dscale scale / (2 (variance + epsilon)).
 */
export function givenNormGradients(
  graph: Graph,
  node: BatchNorm,
  g: Tensor,
  wanted: (input: number) => boolean,
): Gradients {
  const [x, scale, , mean, variance] = node.inputs
  const reserved = node.outputs[5]
  if (!x || !scale || !mean || !variance || !reserved) return []
  const inputs = [g, x, scale, mean, variance, reserved]
  const back = graph.add('FusedBatchNormGradV3', inputs, node.attributes)
  const [byX, byScale, byOffset] = back.outputs
  if (!byScale || !byOffset) throw new Error(`${back.name}: FusedBatchNormGradV3 gives three gradients`)
  const mul = (a: Tensor, b: Tensor) => graph.tensor('Mul', [a, b], {})
  const shifted = () => graph.tensor('AddV2', [variance, scalar(graph, node.attributes.epsilon)], {})
  const byMean = () =>
    graph.tensor('Neg', [mul(byOffset, mul(scale, graph.tensor('Rsqrt', [shifted()], {})))], {})
  const byVariance = () => {
    const ratio = graph.tensor('RealDiv', [scale, shifted()], {})
    return mul(mul(byScale, scalar(graph, -0.5)), ratio)
  }
  return [byX, byScale, byOffset, wanted(3) ? byMean() : undefined, wanted(4) ? byVariance() : undefined]
}
