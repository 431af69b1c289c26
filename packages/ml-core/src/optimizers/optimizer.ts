import { z } from 'zod'
import type { Graph, Node, Tensor } from '../graph/graph.ts'
import { isKernel, type Shape } from '../spec/shape.ts'
import { issuesOf, type Parsed } from '../spec/spec-error.ts'
import { clipGradients } from './clip-gradients.ts'
import { commonSettings } from './common-settings.ts'
import { decayWeights } from './decay-weights.ts'

/** A trained weight, before there is a graph. */
export type TrainedWeight = {
  readonly shape: Shape
  /** It is the last kernel of the model. */
  readonly isOutput: boolean
}

/** Which of a model's weights, in their order, is the last kernel. */
export const outputKernel = <W extends { readonly shape: Shape; readonly trainable: boolean }>(
  weights: readonly W[],
): W | undefined => weights.findLast((weight) => weight.trainable && isKernel(weight))

/** One weight that is to be moved, and what the optimizer keeps for it. */
export type Update = {
  readonly weight: TrainedWeight
  /** Handle of the variable. */
  readonly variable: Tensor
  /** The weight as the step found it. */
  readonly value: Tensor
  readonly gradient: Tensor
  /** Nodes that must have run before the variable is written. */
  readonly after: readonly Node[]
  /** Handles of the optimizer's own variables for this weight, by slot name. */
  slot(name: string): Tensor
}

/** Scalars of this step, shared by all weights. */
export type StepScalars = {
  readonly learningRate: Tensor
  /** Number of this step as float32, from 1. */
  readonly step: Tensor
}

export type OptimizerSettings = Readonly<Record<string, number | boolean | string>>

/** An optimizer with its settings filled in. */
export type OptimizerSpec = {
  readonly type: string
  readonly learningRate: number
  readonly settings: OptimizerSettings
  /** Names of the variables that it keeps for a weight; they start at 0. */
  slots(weight: TrainedWeight): readonly string[]
  /** What it does to a weight depends on all of it: no weight may be moved in parts. */
  readonly wholeWeights: boolean
  /** Momentum of the average of each weight that is evaluated in its place; null: the weights themselves are. */
  readonly emaMomentum: number | null
  /** Writes the update of all weights into the graph; gives the node that moves each, in their order. */
  apply(graph: Graph, scalars: StepScalars, updates: readonly Update[]): readonly Node[]
}

type OptimizerDefinition<S extends OptimizerSettings> = {
  /** Keras's default. */
  readonly learningRate: number
  /** Keras's default; 0 where it has none. */
  readonly weightDecay?: number
  readonly settings: z.ZodType<S>
  slots(settings: S, weight: TrainedWeight): readonly string[]
  /** The formula needs whole weights; default: it works entry by entry. */
  readonly wholeWeights?: boolean
  /** The optimizer's own formula: clipping and weight decay are done by then. */
  apply(graph: Graph, settings: S, scalars: StepScalars, updates: readonly Update[]): readonly Node[]
}

export type OptimizerType = {
  readonly type: string
  readonly learningRate: number
  readonly parse: (learningRate: number, settings: Readonly<Record<string, unknown>>) => Parsed<OptimizerSpec>
  /** JSON schemas of the optimizer's own settings and of those that all have in common, for forms. */
  readonly jsonSchema: () => { readonly own: unknown; readonly common: unknown }
}

/** Makes an optimizer of its settings, its slots and its update in graph ops. One call a file in this folder. */
export function defineOptimizer<S extends OptimizerSettings>(
  type: string,
  definition: OptimizerDefinition<S>,
): OptimizerType {
  const { learningRate, weightDecay = 0, wholeWeights = false } = definition
  const common = commonSettings(weightDecay)
  return {
    ...{ type, learningRate },
    jsonSchema: () => ({
      own: z.toJSONSchema(definition.settings, { io: 'input' }),
      common: z.toJSONSchema(common, { io: 'input' }),
    }),
    parse(rate, raw) {
      const given = Object.entries(raw)
      const shared = common.safeParse(Object.fromEntries(given.filter(([name]) => name in common.shape)))
      const own = definition.settings.safeParse(
        Object.fromEntries(given.filter(([name]) => !(name in common.shape))),
      )
      if (!own.success || !shared.success) {
        const issues = [own, shared].flatMap(({ error }) => (error ? issuesOf(error, ['settings']) : []))
        return { ok: false, issues }
      }
      const apply: OptimizerSpec['apply'] = (graph, scalars, updates) => {
        const clipped = clipGradients(graph, shared.data, updates)
        const decayed = decayWeights(graph, shared.data, scalars, clipped)
        return definition.apply(graph, own.data, scalars, decayed)
      }
      const { useEma, emaMomentum, clipnorm } = shared.data
      const spec = {
        ...{ type, learningRate: rate, settings: { ...own.data, ...withoutUndefined(shared.data) } },
        wholeWeights: wholeWeights || clipnorm !== undefined,
        slots: (weight: TrainedWeight) => definition.slots(own.data, weight),
        ...{ emaMomentum: useEma ? emaMomentum : null, apply },
      }
      return { ok: true, value: spec }
    },
  }
}

const withoutUndefined = (
  settings: Readonly<Record<string, number | boolean | undefined>>,
): OptimizerSettings =>
  Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
