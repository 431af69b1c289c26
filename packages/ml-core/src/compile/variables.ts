import { concat, known, split } from '../graph/build.ts'
import type { DType } from '../graph/dtype.ts'
import type { Graph, Node, Tensor } from '../graph/graph.ts'
import { outputKernel, type TrainedWeight } from '../optimizers/optimizer.ts'
import type { ResolvedLayer } from '../spec/model.ts'
import type { Initializer } from '../spec/settings.ts'
import { type Shape, sizeOf } from '../spec/shape.ts'
import type { TrainingSpec } from '../spec/training.ts'
import type { Compilation } from './compilation.ts'

/** A variable of the compiled graph: a weight, a slot of the optimizer, the step counter. */
export type VariableSpec = {
  readonly name: string
  readonly dtype: DType
  readonly shape: Shape
  readonly initializer: Initializer
  readonly trainable: boolean
  /** The variable that this one starts equal to; absent: it starts as its own initializer says. */
  readonly startsAs?: string
}

/** What TensorFlow calls a variable: its handle for updates, its value when a signature starts. */
export type Part = { readonly handle: Tensor; readonly value: Tensor }

/** A declared variable. As a rule it is one of TensorFlow's; else its parts stand side by side along the last axis. */
export type Variable = {
  readonly spec: VariableSpec
  readonly parts: readonly Part[]
  /** The whole value when a signature starts. */
  readonly value: Tensor
}

/** @param count in how many parts of one size it is stored */
export function declare(graph: Graph, spec: VariableSpec, count = 1): Variable {
  const { dtype, name } = spec
  const width = (spec.shape.at(-1) ?? 1) / count
  const shape = count === 1 ? spec.shape : spec.shape.with(-1, width)
  const parts = Array.from({ length: count }, (_, index) => {
    const own = count === 1 ? name : `${name}/part${index}`
    const handle = graph.tensor('VarHandleOp', [], { dtype, shape, shared_name: own }, own)
    return { handle, value: graph.tensor('ReadVariableOp', [handle], { dtype }, `${own}/read`) }
  })
  return {
    spec,
    parts,
    value: joined(
      graph,
      parts.map(({ value }) => value),
    ),
  }
}

/** The whole of what stands in parts. */
export const joined = (graph: Graph, parts: readonly Tensor[]): Tensor =>
  concat(graph, parts, (parts[0]?.shape.length ?? 1) - 1)

/** Sets a variable; gives the nodes that write it. */
export function assign(graph: Graph, { spec: { shape }, parts }: Variable, value: Tensor): readonly Node[] {
  const widths = (): number[] => parts.map(({ handle }) => known(handle.shape.at(-1)))
  const values = parts.length === 1 ? [value] : split(graph, value, shape.length - 1, widths())
  return parts.map(({ handle }, index) =>
    graph.add('AssignVariableOp', [handle, ...values.slice(index, index + 1)], {}),
  )
}

/** The value of a variable once these nodes have run. */
export function readAgain(
  graph: Graph,
  { spec: { dtype }, parts }: Variable,
  after: readonly Node[],
): Tensor {
  const reads = parts.flatMap(
    ({ handle }) => graph.add('ReadVariableOp', [handle], { dtype }, { after }).outputs,
  )
  return joined(graph, reads)
}

/**
 * The weights of every layer, as `layer/weight`. Those of a large divisible layer stand in halves where each core takes
 * an op of its own: then both share the layer's products and its updates. Products of bfloat16 are too short for it
 * (measured: bench/README.md).
 */
export function declareWeights(
  graph: Graph,
  spec: TrainingSpec,
  { threads, productPrecision }: Pick<Compilation, 'threads' | 'productPrecision'>,
): Map<string, Variable> {
  const weights = new Map<string, Variable>()
  const halves = threads === 'apart' && productPrecision === 'float32'
  for (const layer of spec.model.layers) {
    const count = halves && isWorthHalving(spec, layer) ? 2 : 1
    for (const { name, divisible, ...weight } of layer.weightSpecs) {
      const full = `${layer.name}/${name}`
      weights.set(full, declare(graph, { name: full, dtype: 'float32', ...weight }, divisible ? count : 1))
    }
  }
  return weights
}

/** Entries of a weight from which its products take longer than the nodes that halves add (100 microseconds). */
const WORTH_HALVING = 2 ** 16

function isWorthHalving({ optimizer }: TrainingSpec, { weightSpecs }: ResolvedLayer): boolean {
  const divisible = weightSpecs.filter((weight) => weight.divisible)
  return (
    !optimizer.wholeWeights &&
    divisible.every(({ shape }) => known(shape.at(-1)) % 2 === 0) &&
    divisible.some(({ shape }) => sizeOf(shape) >= WORTH_HALVING)
  )
}

export const slotName = (weight: string, slot: string): string => `optimizer/${weight}/${slot}`

/** Whether a variable is something kept beside a weight, by its name: a slot or an average. A weight has one slash. */
export const isBesideWeight = (name: string): boolean => name.split('/').length > 2

/** What the optimizer keeps for every trained weight. */
export function declareSlots(
  graph: Graph,
  spec: TrainingSpec,
  weights: ReadonlyMap<string, Variable>,
): Map<string, Variable> {
  const slots = new Map<string, Variable>()
  for (const { spec: own, parts, weight } of trainedWeights(weights))
    for (const slot of spec.optimizer.slots(weight)) {
      const name = slotName(own.name, slot)
      slots.set(name, declare(graph, { ...own, name, initializer: 'zeros', trainable: false }, parts.length))
    }
  return slots
}

/** The moving average of every trained weight, by the weight's name, if the optimizer keeps one. */
export function declareAverages(
  graph: Graph,
  { optimizer }: TrainingSpec,
  weights: ReadonlyMap<string, Variable>,
): Map<string, Variable> {
  const averaged = optimizer.emaMomentum === null ? [] : trainableOf(weights)
  return new Map(
    averaged.map(({ spec: weight, parts }) => {
      const average = { ...weight, name: `average/${weight.name}`, trainable: false, startsAs: weight.name }
      return [weight.name, declare(graph, average, parts.length)]
    }),
  )
}

/** What is trained, in order, and as an optimizer sees it. */
export function trainedWeights(
  weights: ReadonlyMap<string, Variable>,
): readonly (Variable & { readonly weight: TrainedWeight })[] {
  const trained = trainableOf(weights)
  const output = outputKernel(trained.map(({ spec }) => spec))
  return trained.map((variable) => {
    const { spec } = variable
    return { ...variable, weight: { shape: spec.shape, isOutput: spec === output } }
  })
}

export const trainableOf = (weights: ReadonlyMap<string, Variable>): Variable[] =>
  [...weights.values()].filter(({ spec }) => spec.trainable)

/** @throws Error when there is no variable of this name (a bug of the compiler) */
export function found<T>(map: ReadonlyMap<string, T>, name: string): T {
  const entry = map.get(name)
  if (entry === undefined) throw new Error(`there is no variable "${name}"`)
  return entry
}
