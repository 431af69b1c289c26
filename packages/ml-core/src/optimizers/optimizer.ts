import { z } from 'zod'
import type { Graph, Node, Tensor } from '../graph/graph.ts'
import { issuesOf, type Parsed } from '../spec/spec-error.ts'

/** One weight that is to be moved, and what the optimizer keeps for it. */
export type Update = {
  /** Handle of the variable. */
  readonly variable: Tensor
  readonly gradient: Tensor
  /** Handles of the optimizer's own variables for this weight, by slot name. */
  slot(name: string): Tensor
}

/** Scalars of this step, shared by all weights. */
export type StepScalars = {
  readonly learningRate: Tensor
  /** Number of this step as float32, from 1. */
  readonly step: Tensor
}

/** An optimizer with its settings filled in. */
export type OptimizerSpec = {
  readonly type: string
  readonly learningRate: number
  readonly settings: Readonly<Record<string, number>>
  /** Names of the variables that it keeps for each weight; they start at 0. */
  readonly slots: readonly string[]
  /** Writes the update of all weights into the graph; gives the nodes that do it. */
  apply(graph: Graph, scalars: StepScalars, updates: readonly Update[]): readonly Node[]
}

type OptimizerDefinition<S extends Record<string, number>> = {
  readonly settings: z.ZodType<S>
  readonly slots: readonly string[]
  apply(graph: Graph, settings: S, scalars: StepScalars, updates: readonly Update[]): readonly Node[]
}

export type OptimizerType = {
  readonly type: string
  readonly parse: (learningRate: number, settings: unknown) => Parsed<OptimizerSpec>
  readonly jsonSchema: () => unknown
}

/** Makes an optimizer of its settings, its slots and its update in graph ops. One call a file in this folder. */
export function defineOptimizer<S extends Record<string, number>>(
  type: string,
  definition: OptimizerDefinition<S>,
): OptimizerType {
  return {
    type,
    jsonSchema: () => z.toJSONSchema(definition.settings, { io: 'input' }),
    parse(learningRate, raw) {
      const parsed = definition.settings.safeParse(raw)
      if (!parsed.success) return { ok: false, issues: issuesOf(parsed.error, ['settings']) }
      const settings = parsed.data
      const apply: OptimizerSpec['apply'] = (graph, scalars, updates) =>
        definition.apply(graph, settings, scalars, updates)
      return { ok: true, value: { type, learningRate, settings, slots: definition.slots, apply } }
    },
  }
}
