import { cast, ints, known, reshape, scalar, sumInnerFirst } from '../graph/build.ts'
import type { TensorShape } from '../graph/dtype.ts'
import type { Tensor } from '../graph/graph.ts'
import {
  type BatchNormSettings,
  entriesPerStatistic,
  fused,
  normalisedByBatch,
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
  const { graph } = scope
  const { epsilon } = settings
  const { statistics, normalised } = usesEntryByEntry(scope) ? entryByEntry : opByOp
  const along = input.shape.map((dim, index) => (index === axis ? dim : 1))
  const vector = [input.shape[axis] ?? null]
  const [mean, variance] = scope.training
    ? statistics(scope, epsilon, input, axis)
    : [
        reshape(graph, scope.weight('moving_mean'), along),
        reshape(graph, scope.weight('moving_variance'), along),
      ]
  if (scope.training)
    updateMoving(scope, settings, reshape(graph, mean, vector), reshape(graph, variance, vector))
  return normalised(scope, epsilon, input, { mean, variance, gamma, beta, along })
}

/** What an input is normalised by: a value each along the axis. */
type Given = Readonly<Record<'mean' | 'variance' | 'gamma' | 'beta', Tensor>> & {
  /** The shape in which such a vector broadcasts against the input. */
  readonly along: TensorShape
}

type Way = {
  /** Mean and biased variance of a batch along an axis. */
  readonly statistics: (
    scope: ForwardScope,
    epsilon: number,
    input: Tensor,
    axis: number,
  ) => readonly [Tensor, Tensor]
  readonly normalised: (scope: ForwardScope, epsilon: number, input: Tensor, given: Given) => Tensor
}

/** Without bfloat16 the passes are over twice the memory, and nothing is won; cuDNN was not tried with so many channels. */
const usesEntryByEntry = ({ device, precision }: ForwardScope): boolean =>
  device === 'cpu' && precision === 'bfloat16'

/**
 * TensorFlow's fused kernel, as if every entry of an example were a channel: three passes over the activations where ops
 * of their own make ten. The entries' statistics over the batch make those of the axis by the law of total variance.
 */
const entryByEntry: Way = {
  statistics(scope, epsilon, input, axis) {
    const { graph } = scope
    const example = exampleOf(input)
    const x = asChannels(scope, input)
    const size = known(x.shape[3])
    const any = graph.tensor('BroadcastTo', [scalar(graph, 1), ints(graph, [size])], {})
    const [, mean, variance] = normalisedByBatch(scope, epsilon, x, any, any)
    const means = reshape(graph, mean, example)
    const within = reshape(graph, variance, example)
    const others = example.flatMap((_dim, index) => (index === axis - 1 ? [] : [index]))
    const share = scalar(graph, known(example[axis - 1]) / size)
    const average = (values: Tensor): Tensor =>
      graph.tensor('Mul', [sumInnerFirst(graph, values, others), share], {})
    const centre = average(means)
    // The differences sum to 0, so the variance does not change with the mean.
    const constant = graph.tensor('StopGradient', [centre], {})
    const between = graph.tensor('Square', [graph.tensor('Sub', [means, constant], {})], {})
    return [centre, average(graph.tensor('AddV2', [within, between], {}))]
  },
  normalised(scope, epsilon, input, { mean, variance, gamma, beta, along }) {
    const { graph } = scope
    const x = asChannels(scope, input)
    const example = ints(graph, exampleOf(input))
    const perEntry = (vector: Tensor): Tensor => {
      const full = graph.tensor('BroadcastTo', [reshape(graph, vector, along.slice(1)), example], {})
      return reshape(graph, full, [known(x.shape[3])])
    }
    const given = [gamma, beta, mean, variance].map(perEntry)
    const y = graph.tensor('FusedBatchNormV3', [x, ...given], fused(epsilon, false))
    return reshape(graph, y, input.shape)
  },
}

const exampleOf = (input: Tensor): readonly number[] => input.shape.slice(1).map(known)

/** The input as the fused kernel takes it: every entry of an example a channel. */
function asChannels({ graph }: ForwardScope, input: Tensor): Tensor {
  const entries = exampleOf(input).reduce((product, dim) => product * dim, 1)
  return reshape(graph, input, [input.shape[0] ?? null, 1, 1, entries])
}

/**
 * Ops of their own: sums over all other axes, then one multiplication and one addition an entry. The variance is the
 * mean square of the differences, as in Keras: E[x^2] - E[x]^2 would read the activations once less, but loses four
 * digits where the mean is large beside the deviation.
 */
const opByOp: Way = {
  statistics(scope, _epsilon, input, axis) {
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
  },
  normalised(scope, epsilon, input, { mean, variance, gamma, beta, along }) {
    const { graph } = scope
    const shifted = graph.tensor('AddV2', [variance, scalar(graph, epsilon)], {})
    const deviation = graph.tensor('Rsqrt', [shifted], {})
    const factor = graph.tensor('Mul', [deviation, reshape(graph, gamma, along)], {})
    const offset = graph.tensor('Mul', [mean, factor], {})
    const term = graph.tensor('Sub', [reshape(graph, beta, along), offset], {})
    return graph.recomputed(() => scaleAndShift(scope, input, factor, term))
  },
}
