import { z } from 'zod'
import { scalar } from '../graph/build.ts'
import type { Graph, Node } from '../graph/graph.ts'
import { fraction, positive } from '../spec/settings.ts'
import { defineOptimizer, type StepScalars, type Update } from './optimizer.ts'

const settings = z.strictObject({
  beta1: fraction.default(0.9),
  beta2: fraction.default(0.999),
  epsilon: positive.default(1e-8),
})
type AdamSettings = z.output<typeof settings>

/**
 * Adam (Kingma and Ba, 2015, arXiv 1412.6980), by TensorFlow's fused kernel: one pass over weight, m, v and gradient.
 * The default epsilon is the study's 1e-8; Keras 3's own default is 1e-7.
 */
export const adam = defineOptimizer('Adam', {
  learningRate: 0.001,
  settings,
  slots: () => ['m', 'v'],
  apply: applyAdam,
})

/** Keras's AdamW: Adam with decoupled weight decay (Loshchilov and Hutter, 2017, arXiv 1711.05101). */
export const adamW = defineOptimizer('AdamW', {
  learningRate: 0.001,
  weightDecay: 0.004,
  settings,
  slots: () => ['m', 'v'],
  apply: applyAdam,
})

function applyAdam(
  graph: Graph,
  settings: AdamSettings,
  scalars: StepScalars,
  updates: readonly Update[],
): readonly Node[] {
  return updates.map(adamUpdate(graph, settings, scalars))
}

/** Adam for single weights, with the slots `m` and `v`: gives the node that moves one. */
export function adamUpdate(
  graph: Graph,
  { beta1, beta2, epsilon }: AdamSettings,
  { learningRate, step }: StepScalars,
): (update: Update) => Node {
  const [b1, b2, eps] = [scalar(graph, beta1), scalar(graph, beta2), scalar(graph, epsilon)]
  const power1 = graph.tensor('Pow', [b1, step], {})
  const power2 = graph.tensor('Pow', [b2, step], {})
  return ({ variable, gradient, slot, after }) =>
    graph.add(
      'ResourceApplyAdam',
      [variable, slot('m'), slot('v'), power1, power2, learningRate, b1, b2, eps, gradient],
      { use_nesterov: false },
      { after },
    )
}
