import type { Graph } from '../graph/graph.ts'
import type { Device } from '../layers/forward-scope.ts'
import type { Threads } from '../spec/threads.ts'
import type { Precision, TrainingSpec } from '../spec/training.ts'
import type { Data } from './data.ts'
import type { Variable } from './variables.ts'

/** What every signature is written with: the graph, what it shall do and where, and the variables that they share. */
export type Compilation = {
  readonly graph: Graph
  readonly spec: TrainingSpec
  readonly device: Device
  /** How the cores of a processor share the work; a GPU takes one op after the other. */
  readonly threads: Threads
  /** Element type that products are computed in; activations are kept in the spec's precision. */
  readonly productPrecision: Precision
  /** By `layer/weight`. */
  readonly weights: ReadonlyMap<string, Variable>
  /** What the optimizer keeps, by slotName. */
  readonly slots: ReadonlyMap<string, Variable>
  /** The weights' moving averages by `layer/weight`; empty where the optimizer keeps none. */
  readonly averages: ReadonlyMap<string, Variable>
  /** Steps done so far over the whole run. */
  readonly step: Variable
  readonly data: Data
}
