import { scalar } from '../graph/build.ts'
import type { Graph } from '../graph/graph.ts'
import { isKernel } from '../spec/shape.ts'
import type { CommonSettings } from './common-settings.ts'
import type { StepScalars, Update } from './optimizer.ts'

/**
 * Decoupled weight decay (Loshchilov and Hutter, 2017, arXiv 1711.05101) as Keras does it, before the update:
 * w -= w * weightDecay * learning rate. Keras decays every trained weight; decayKernelsOnly spares those of one axis.
 */
export function decayWeights(
  graph: Graph,
  { weightDecay, decayKernelsOnly }: CommonSettings,
  { learningRate }: StepScalars,
  updates: readonly Update[],
): readonly Update[] {
  if (weightDecay === 0) return updates
  const share = graph.tensor('Mul', [learningRate, scalar(graph, weightDecay)], {})
  return updates.map((update) => {
    if (decayKernelsOnly && !isKernel(update.weight)) return update
    const decayed = graph.add('ResourceApplyGradientDescent', [update.variable, share, update.value], {})
    return { ...update, after: [...update.after, decayed] }
  })
}
