import type { DType } from '../graph/dtype.ts'
import type { Graph, Tensor } from '../graph/graph.ts'
import type { Initializer } from '../spec/settings.ts'
import type { Shape } from '../spec/shape.ts'
import type { TrainingSpec } from '../spec/training.ts'

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

/** A declared variable: its handle for updates, its value when a signature starts. */
export type Variable = { readonly spec: VariableSpec; readonly handle: Tensor; readonly value: Tensor }
export function declare(graph: Graph, spec: VariableSpec): Variable {
  const { dtype, shape, name } = spec
  const handle = graph.tensor('VarHandleOp', [], { dtype, shape, shared_name: name }, name)
  return { spec, handle, value: graph.tensor('ReadVariableOp', [handle], { dtype }, `${name}/read`) }
}

/** The weights of every layer, as `layer/weight`. */
export function declareWeights(graph: Graph, spec: TrainingSpec): Map<string, Variable> {
  const weights = new Map<string, Variable>()
  for (const layer of spec.model.layers)
    for (const { name, ...weight } of layer.weightSpecs) {
      const full = `${layer.name}/${name}`
      weights.set(full, declare(graph, { name: full, dtype: 'float32', ...weight }))
    }
  return weights
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
  for (const { spec: weight } of trainableOf(weights))
    for (const slot of spec.optimizer.slots) {
      const name = slotName(weight.name, slot)
      slots.set(name, declare(graph, { ...weight, name, initializer: 'zeros', trainable: false }))
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
    averaged.map(({ spec: weight }) => {
      const average = { ...weight, name: `average/${weight.name}`, trainable: false, startsAs: weight.name }
      return [weight.name, declare(graph, average)]
    }),
  )
}

export const trainableOf = (weights: ReadonlyMap<string, Variable>): Variable[] =>
  [...weights.values()].filter(({ spec }) => spec.trainable)

/** @throws Error when there is no variable of this name (a bug of the compiler) */
export function found<T>(map: ReadonlyMap<string, T>, name: string): T {
  const entry = map.get(name)
  if (entry === undefined) throw new Error(`there is no variable "${name}"`)
  return entry
}
