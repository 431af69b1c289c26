import { z } from 'zod'
import { reshape } from '../graph/build.ts'
import type { Tensor } from '../graph/graph.ts'
import { positive } from '../spec/settings.ts'
import { formatShape, type Shape } from '../spec/shape.ts'
import { LayerShapeError } from '../spec/spec-error.ts'
import { overInnerAxis } from './batch-norm-inner-axis.ts'
import {
  fused,
  normalisedByBatch,
  type BatchNormSettings as Settings,
  updateMoving,
} from './batch-norm-statistics.ts'
import type { ForwardScope } from './forward-scope.ts'
import { defineLayer } from './layer.ts'

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

/** TensorFlow's fused kernel, which wants four axes. */
function overLastAxis(
  scope: ForwardScope,
  settings: Settings,
  input: Tensor,
  gamma: Tensor,
  beta: Tensor,
): Tensor {
  const { graph } = scope
  const { epsilon } = settings
  const channels = input.shape.at(-1) ?? null
  const inner = input.shape.slice(1, -1).reduce<number>((product, dim) => product * (dim ?? 1), 1)
  const flat = [input.shape[0] ?? null, inner, 1, channels]
  const x = reshape(graph, input, input.shape.length === 4 ? input.shape : flat)
  if (!scope.training) {
    const given = [x, gamma, beta, scope.weight('moving_mean'), scope.weight('moving_variance')]
    return reshape(graph, graph.tensor('FusedBatchNormV3', given, fused(epsilon, false)), input.shape)
  }
  const [y, mean, variance] = normalisedByBatch(scope, epsilon, x, gamma, beta)
  updateMoving(scope, settings, mean, variance)
  return reshape(graph, y, input.shape)
}
