import type { LayerStatistics } from '../spec/layer-statistics.ts'
import { Figures } from '../statistics/figures.ts'
import { layerStatistics } from '../statistics/layers.ts'
import type { Reading } from '../statistics/readings.ts'
import type { Compilation } from './compilation.ts'
import { fetch, type Signature } from './signature.ts'
import type { TrainStep } from './train-step.ts'

export type InspectStep = {
  readonly signature: Signature
  /** Finds the statistics in what a call of the signature gave. */
  readonly statistics: Reading<LayerStatistics[]>
}

/**
 * indices of a batch, learning rate -> what train_step gives, and how every layer stands. It is the same step, done by
 * the same nodes: a training may take either at any time.
 */
export function inspectStep(compilation: Compilation, step: TrainStep): InspectStep {
  const { graph } = compilation
  const figures = new Figures(graph)
  const statistics = layerStatistics(compilation, step, figures)
  const packed = Object.entries(figures.outputs()).map(
    ([name, tensor]) => [name, fetch(graph, name, tensor)] as const,
  )
  const outputs = { ...step.signature.outputs, ...Object.fromEntries(packed) }
  return { signature: { inputs: step.signature.inputs, outputs }, statistics }
}
