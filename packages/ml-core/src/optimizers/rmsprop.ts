import { z } from 'zod'
import { scalar } from '../graph/build.ts'
import { fraction, positive } from '../spec/settings.ts'
import { defineOptimizer } from './optimizer.ts'

/**
 * Keras's RMSprop (Tieleman and Hinton, 2012): v = rho v + (1 - rho) g^2, m = momentum m + lr g / sqrt(v + epsilon),
 * w -= m; centered takes the square of the mean gradient off v. TensorFlow's kernels compute just that.
 */
export const rmsprop = defineOptimizer('RMSprop', {
  learningRate: 0.001,
  settings: z.strictObject({
    rho: fraction.default(0.9),
    momentum: z.number().min(0).max(1).default(0),
    epsilon: positive.default(1e-7),
    centered: z.boolean().default(false),
  }),
  slots: ({ centered }) => ['velocity', 'momentum', ...(centered ? ['average_gradient'] : [])],
  apply(graph, settings, { learningRate }, updates) {
    const { rho, momentum, epsilon, centered } = settings
    const numbers = [learningRate, scalar(graph, rho), scalar(graph, momentum), scalar(graph, epsilon)]
    return updates.map(({ variable, gradient, slot, after }) => {
      const kept = [slot('velocity'), slot('momentum')]
      return centered
        ? graph.add(
            'ResourceApplyCenteredRMSProp',
            [variable, slot('average_gradient'), ...kept, ...numbers, gradient],
            {},
            { after },
          )
        : graph.add('ResourceApplyRMSProp', [variable, ...kept, ...numbers, gradient], {}, { after })
    })
  },
})
