import { z } from 'zod'
import { scalar } from '../graph/build.ts'
import { defineOptimizer } from './optimizer.ts'

/**
 * Keras's SGD: w -= lr g; with momentum v = momentum v - lr g, w += v; with Nesterov's w += momentum v - lr g.
 * TensorFlow's kernels, one pass over weight, momentum and gradient.
 */
export const sgd = defineOptimizer('SGD', {
  learningRate: 0.01,
  settings: z.strictObject({
    momentum: z.number().min(0).max(1).default(0),
    nesterov: z.boolean().default(false),
  }),
  slots: ({ momentum }) => (momentum === 0 ? [] : ['momentum']),
  apply(graph, { momentum, nesterov }, { learningRate }, updates) {
    if (momentum === 0)
      return updates.map(({ variable, gradient, after }) =>
        graph.add('ResourceApplyGradientDescent', [variable, learningRate, gradient], {}, { after }),
      )
    const share = scalar(graph, momentum)
    return updates.map(({ variable, gradient, slot, after }) =>
      graph.add(
        'ResourceApplyKerasMomentum',
        [variable, slot('momentum'), learningRate, gradient, share],
        { use_nesterov: nesterov },
        { after },
      ),
    )
  },
})
