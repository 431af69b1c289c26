import { z } from 'zod'
import { cast, known, reshape, scalar, sumInnerFirst } from '../graph/build.ts'
import type { Tensor } from '../graph/graph.ts'
import { positive } from '../spec/settings.ts'
import { formatShape, type Shape } from '../spec/shape.ts'
import { LayerShapeError } from '../spec/spec-error.ts'
import { type ForwardScope, scaleAndShift } from './forward-scope.ts'
import { defineLayer } from './layer.ts'

type Settings = { axis: number; momentum: number; epsilon: number; center: boolean; scale: boolean }

/**
 * Keras's BatchNormalization. `axis` counts the batch axis, as in Keras: -1 (the default) normalises every channel
 * over all else, 1 on channels-last images every row. Variance is the biased one, also in the moving average.
 */
export const batchNormalization = defineLayer<Settings>('BatchNormalization', {
  settings: z.strictObject({
    axis: z.int().default(-1),
    momentum: z.number().min(0).max(1).default(0.99),
    epsilon: positive.default(0.001),
    center: z.boolean().default(true),
    scale: z.boolean().default(true),
  }),
  outputShape(settings, input) {
    normalisedAxis(settings, input)
    return input
  },
  weights(settings, input) {
    const shape = [input[normalisedAxis(settings, input) - 1] ?? 1]
    return [
      ...(settings.scale ? [{ name: 'gamma', shape, initializer: 'ones' as const, trainable: true }] : []),
      ...(settings.center ? [{ name: 'beta', shape, initializer: 'zeros' as const, trainable: true }] : []),
      { name: 'moving_mean', shape, initializer: 'zeros', trainable: false },
      { name: 'moving_variance', shape, initializer: 'ones', trainable: false },
    ]
  },
  forward(scope, settings, input) {
    const axis = settings.axis < 0 ? input.shape.length + settings.axis : settings.axis
    const size = input.shape[axis] ?? 1
    const gamma = settings.scale ? scope.weight('gamma') : constantVector(scope, size, 1)
    const beta = settings.center ? scope.weight('beta') : constantVector(scope, size, 0)
    if (axis === input.shape.length - 1) return overLastAxis(scope, settings, input, gamma, beta)
    return overInnerAxis(scope, settings, input, axis, gamma, beta)
  },
})

function normalisedAxis({ axis }: Settings, input: Shape): number {
  const rank = input.length + 1
  const counted = axis < 0 ? rank + axis : axis
  if (counted < 1 || counted >= rank)
    throw new LayerShapeError(
      `axis ${axis} is not one of the input's axes: ${formatShape(input)} has axes 1 to ${rank - 1} (0 is the batch)`,
      'axis',
    )
  return counted
}

const constantVector = (scope: ForwardScope, size: number, value: number): Tensor =>
  scope.graph.tensor('Const', [], {
    dtype: 'float32',
    value: { dtype: 'float32', shape: [size], values: [value] },
  })

/** TensorFlow's fused kernel, which wants four axes and gives the unbiased variance for the moving average. */
function overLastAxis(
  scope: ForwardScope,
  settings: Settings,
  input: Tensor,
  gamma: Tensor,
  beta: Tensor,
): Tensor {
  const { graph, training } = scope
  const { epsilon } = settings
  const channels = input.shape.at(-1) ?? null
  const inner = input.shape.slice(1, -1).reduce<number>((product, dim) => product * (dim ?? 1), 1)
  const flat = [input.shape[0] ?? null, inner, 1, channels]
  const x = reshape(graph, input, input.shape.length === 4 ? input.shape : flat)
  const statistics = training
    ? [emptyVector(scope), emptyVector(scope)]
    : [scope.weight('moving_mean'), scope.weight('moving_variance')]
  const node = graph.add('FusedBatchNormV3', [x, gamma, beta, ...statistics], {
    epsilon,
    is_training: training,
    data_format: 'NHWC',
  })
  const [y, batchMean, unbiased] = node.outputs
  if (!y || !batchMean || !unbiased) throw new Error('FusedBatchNormV3 gives a result and its statistics')
  if (training) {
    const count = entriesPerStatistic(scope, x, 3)
    const less = graph.tensor('Sub', [count, scalar(graph, 1)], {})
    const biased = graph.tensor('Mul', [unbiased, graph.tensor('RealDiv', [less, count], {})], {})
    updateMoving(scope, settings, batchMean, biased)
  }
  return reshape(graph, y, input.shape)
}

const emptyVector = (scope: ForwardScope): Tensor =>
  scope.graph.tensor('Const', [], { dtype: 'float32', value: { dtype: 'float32', shape: [0], values: [] } })

/** Statistics over all other axes, then one multiplication and one addition an entry. */
function overInnerAxis(
  scope: ForwardScope,
  settings: Settings,
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

/** How many entries each mean is taken over, as a float32 scalar. */
function entriesPerStatistic(scope: ForwardScope, x: Tensor, axis: number): Tensor {
  const { graph } = scope
  const others = x.shape.filter((dim, index) => dim !== null && index !== axis).map(known)
  const perExample = others.reduce((product, dim) => product * dim, 1)
  return graph.tensor('Mul', [cast(graph, scope.batchSize(), 'float32'), scalar(graph, perExample)], {})
}

/** moving = moving * momentum + batch * (1 - momentum) */
function updateMoving(scope: ForwardScope, { momentum }: Settings, mean: Tensor, variance: Tensor): void {
  const { graph } = scope
  const blend = (name: string, batch: Tensor): void => {
    const kept = graph.tensor('Mul', [scope.weight(name), scalar(graph, momentum)], {})
    const added = graph.tensor('Mul', [batch, scalar(graph, 1 - momentum)], {})
    scope.update(name, graph.tensor('AddV2', [kept, added], {}))
  }
  blend('moving_mean', mean)
  blend('moving_variance', variance)
}
