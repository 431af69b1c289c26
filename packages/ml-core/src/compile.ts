import type { Compilation } from './compile/compilation.ts'
import { declareData, setData } from './compile/data.ts'
import { evaluate } from './compile/evaluate.ts'
import { inspectStep } from './compile/inspect-step.ts'
import type { Signature } from './compile/signature.ts'
import { getState, setState } from './compile/state.ts'
import { productPrecisionOf, type Target } from './compile/target.ts'
import { trainStep } from './compile/train-step.ts'
import {
  declare,
  declareAverages,
  declareSlots,
  declareWeights,
  type VariableSpec,
} from './compile/variables.ts'
import { Graph } from './graph/graph.ts'
import { verify } from './graph/verify.ts'
import type { LayerStatistics } from './spec/layer-statistics.ts'
import { threadsFor } from './spec/threads.ts'
import type { TrainingSpec } from './spec/training.ts'
import type { Reading } from './statistics/readings.ts'

export type { Signature, VariableSpec }

/** All that a training needs, as one graph whose signatures share their variables. */
export type CompiledTraining = {
  readonly graph: Graph
  readonly variables: readonly VariableSpec[]
  readonly signatures: {
    /** images, labels -> stored; indices of all later calls count from 0 over what was stored here */
    readonly set_data: Signature
    /** indices of a batch, learning rate -> mean loss, accuracy of the batch before the step */
    readonly train_step: Signature
    /** the same step with the same results, and the figures of all layers, which `statistics` makes out */
    readonly inspect_step: Signature
    /** indices -> loss and predicted class and its probability, an example an entry */
    readonly evaluate: Signature
    readonly get_state: Signature
    readonly set_state: Signature
  }
  /** Finds the layers' statistics in the results of an `inspect_step`. */
  readonly statistics: Reading<LayerStatistics[]>
}

/**
 * Turns a training spec into one TensorFlow graph: forward pass, loss, gradients, optimizer.
 * @param examples how many images the data variable holds, training and test images together
 * @param target where it will run
 * @throws GraphError when a layer writes a node whose inputs do not fit (a bug of the layer)
 */
export function compileTraining(
  spec: TrainingSpec,
  examples: number,
  target: Target = { device: 'cpu', fastBfloat16: true },
): CompiledTraining {
  const { device } = target
  const productPrecision = productPrecisionOf(spec.precision, target)
  const threads = device === 'cpu' ? threadsFor(spec) : 'together'
  // Small models have memory to spare and no time.
  const graph = new Graph({ savesMemory: threads === 'together' })
  const weights = declareWeights(graph, spec, { threads, productPrecision })
  const slots = declareSlots(graph, spec, weights)
  const averages = declareAverages(graph, spec, weights)
  const step = declare(graph, {
    name: 'step',
    dtype: 'int32',
    shape: [],
    initializer: 'zeros',
    trainable: false,
  })
  const data = declareData(graph, spec, examples)
  const compilation: Compilation = {
    ...{ graph, spec, device, threads, productPrecision },
    ...{ weights, slots, averages, step, data },
  }
  const stored = [...weights.values(), ...slots.values(), ...averages.values(), step]
  const set_data = graph.within('set_data', () => setData(graph, data))
  const training = graph.within('train_step', () => trainStep(compilation))
  const inspection = graph.within('inspect_step', () => inspectStep(compilation, training))
  const signatures = {
    set_data,
    train_step: training.signature,
    inspect_step: inspection.signature,
    evaluate: graph.within('evaluate', () => evaluate(compilation)),
    get_state: graph.within('get_state', () => getState(graph, stored)),
    set_state: graph.within('set_state', () => setState(graph, stored)),
  }
  verify(graph, 'compilation')
  const variables = stored.map(({ spec: variable }) => variable)
  return { graph, variables, signatures, statistics: inspection.statistics }
}
