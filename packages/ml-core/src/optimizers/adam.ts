import { z } from 'zod'
import { scalar } from '../graph/build.ts'
import { fraction, positive } from '../spec/settings.ts'
import { defineOptimizer } from './optimizer.ts'

/**
 * Adam (Kingma and Ba, 2015, arXiv 1412.6980), by TensorFlow's fused kernel: one pass over weight, m, v and gradient.
 * The default epsilon is the study's 1e-8; Keras 3's own default is 1e-7.
 */
export const adam = defineOptimizer('Adam', {
  settings: z.strictObject({
    beta1: fraction.default(0.9),
    beta2: fraction.default(0.999),
    epsilon: positive.default(1e-8),
  }),
  slots: ['m', 'v'],
  apply(graph, settings, { learningRate, step }, updates) {
    const [beta1, beta2, epsilon] = [settings.beta1, settings.beta2, settings.epsilon].map((x) =>
      scalar(graph, x),
    )
    if (!beta1 || !beta2 || !epsilon) return []
    const power1 = graph.tensor('Pow', [beta1, step], {})
    const power2 = graph.tensor('Pow', [beta2, step], {})
    return updates.map(({ variable, gradient, slot }) =>
      graph.add(
        'ResourceApplyAdam',
        [variable, slot('m'), slot('v'), power1, power2, learningRate, beta1, beta2, epsilon, gradient],
        { use_nesterov: false },
      ),
    )
  },
})
