import { cast, ints, known, reshape, scalar, sumInnerFirst } from '../graph/build.ts'
import type { Tensor } from '../graph/graph.ts'
import {
  type BatchNormSettings,
  biased,
  emptyVector,
  entriesPerStatistic,
  updateMoving,
} from './batch-norm-statistics.ts'
import { type ForwardScope, scaleAndShift } from './forward-scope.ts'

/** BatchNormalization along an axis that is not the last: with Keras's `axis: 1` on channels-last images, of every row. */
export function overInnerAxis(
  scope: ForwardScope,
  settings: BatchNormSettings,
  input: Tensor,
  axis: number,
  gamma: Tensor,
  beta: Tensor,
): Tensor {
  const way = usesEntryByEntry(scope) ? entryByEntry : opByOp
  return way(scope, settings, input, axis, gamma, beta)
}

/** Without bfloat16 the passes are over twice the memory, and nothing is won; cuDNN was not tried with so many channels. */
const usesEntryByEntry = ({ device, precision }: ForwardScope): boolean =>
  device === 'cpu' && precision === 'bfloat16'

/**
 * TensorFlow's fused kernel, as if every entry of an example were a channel: three passes over the activations where ops
 * of their own make ten. The entries' statistics over the batch make those of the axis by the law of total variance.
 */
function entryByEntry(
  scope: ForwardScope,
  settings: BatchNormSettings,
  input: Tensor,
  axis: number,
  gamma: Tensor,
  beta: Tensor,
): Tensor {
  const { graph } = scope
  const { epsilon } = settings
  const example = input.shape.slice(1).map(known)
  const entries = example.reduce((product, dim) => product * dim, 1)
  const along = example.map((dim, index) => (index === axis - 1 ? dim : 1))
  const x = reshape(graph, input, [input.shape[0] ?? null, 1, 1, entries])
  const perEntry = (vector: Tensor): Tensor => {
    const full = graph.tensor('BroadcastTo', [reshape(graph, vector, along), ints(graph, example)], {})
    return reshape(graph, full, [entries])
  }
  const [scale, offset] = [perEntry(gamma), perEntry(beta)]
  const [mean, variance] = scope.training
    ? entryStatistics(scope, settings, x, example, axis)
    : [scope.weight('moving_mean'), scope.weight('moving_variance')]
  if (scope.training) {
    const vector = [input.shape[axis] ?? null]
    updateMoving(scope, settings, reshape(graph, mean, vector), reshape(graph, variance, vector))
  }
  const attributes = { epsilon, is_training: false, data_format: 'NHWC' }
  const y = graph.tensor(
    'FusedBatchNormV3',
    [x, scale, offset, perEntry(mean), perEntry(variance)],
    attributes,
  )
  return reshape(graph, y, input.shape)
}

/** Mean and biased variance along an axis, of what each entry of an example has over the batch. */
function entryStatistics(
  scope: ForwardScope,
  { epsilon }: BatchNormSettings,
  x: Tensor,
  example: readonly number[],
  axis: number,
): [Tensor, Tensor] {
  const { graph } = scope
  const size = known(x.shape[3])
  const any = graph.tensor('BroadcastTo', [scalar(graph, 1), ints(graph, [size])], {})
  const inputs = [x, any, any, emptyVector(scope), emptyVector(scope)]
  const attributes = { epsilon, is_training: true, data_format: 'NHWC' }
  const [, mean, unbiased] = graph.add('FusedBatchNormV3', inputs, attributes).outputs
  if (!mean || !unbiased) throw new Error('FusedBatchNormV3 gives a result and its statistics')
  const means = reshape(graph, mean, example)
  const within = reshape(graph, biased(scope, x, 3, unbiased), example)
  const others = example.flatMap((_dim, index) => (index === axis - 1 ? [] : [index]))
  const share = scalar(graph, known(example[axis - 1]) / size)
  const average = (values: Tensor): Tensor =>
    graph.tensor('Mul', [sumInnerFirst(graph, values, others), share], {})
  const centre = average(means)
  // The differences sum to 0, so the variance does not change with the mean.
  const constant = graph.tensor('StopGradient', [centre], {})
  const between = graph.tensor('Square', [graph.tensor('Sub', [means, constant], {})], {})
  return [centre, average(graph.tensor('AddV2', [within, between], {}))]
}

/** Statistics over all other axes, then one multiplication and one addition an entry. */
function opByOp(
  scope: ForwardScope,
  settings: BatchNormSettings,
  input: Tensor,
  axis: number,
  gamma: Tensor,
  beta: Tensor,
): Tensor {
  const { graph } = scope
  const along = input.shape.map((dim, index) => (index === axis ? dim : 1))
  const vector = [input.shape[axis] ?? null]
  const [mean, variance] = scope.training
    ? batchStatistics(scope, input, axis)
    : [
        reshape(graph, scope.weight('moving_mean'), along),
        reshape(graph, scope.weight('moving_variance'), along),
      ]
  if (scope.training)
    updateMoving(scope, settings, reshape(graph, mean, vector), reshape(graph, variance, vector))
  const shifted = graph.tensor('AddV2', [variance, scalar(graph, settings.epsilon)], {})
  const deviation = graph.tensor('Rsqrt', [shifted], {})
  const factor = graph.tensor('Mul', [deviation, reshape(graph, gamma, along)], {})
  const offset = graph.tensor('Mul', [mean, factor], {})
  const term = graph.tensor('Sub', [reshape(graph, beta, along), offset], {})
  return graph.recomputed(() => scaleAndShift(scope, input, factor, term))
}

/**
 * Mean and biased variance. The variance is the mean square of the differences, as in Keras: E[x^2] - E[x]^2 would
 * read the activations once less, but loses four digits where the mean is large beside the deviation.
 */
function batchStatistics(scope: ForwardScope, input: Tensor, axis: number): [Tensor, Tensor] {
  const { graph } = scope
  const x = cast(graph, input, 'float32')
  const axes = input.shape.flatMap((_dim, index) => (index === axis ? [] : [index]))
  const count = entriesPerStatistic(scope, input, axis)
  const average = (values: Tensor): Tensor =>
    graph.tensor('RealDiv', [sumInnerFirst(graph, values, axes), count], {})
  const mean = average(x)
  // The differences sum to 0, so the variance does not change with the mean: no pass to find that out.
  const centre = graph.tensor('StopGradient', [mean], {})
  const difference = graph.recomputed(() => graph.tensor('Sub', [x, centre], {}))
  return [mean, average(graph.tensor('Square', [difference], {}))]
}
