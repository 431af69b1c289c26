import { z } from 'zod'
import type { Tensor } from '../graph/graph.ts'
import type { Initializer } from '../spec/settings.ts'
import type { Shape } from '../spec/shape.ts'
import { issuesOf, type Parsed } from '../spec/spec-error.ts'
import type { ForwardScope } from './forward-scope.ts'

/** One weight of a layer, by Keras's name for it. Not trainable: changed by the forward pass (moving averages). */
export type WeightSpec = {
  readonly name: string
  readonly shape: Shape
  readonly initializer: Initializer
  readonly trainable: boolean
  /** The layer can compute with the two halves of its last axis by themselves: ForwardScope.weightParts. */
  readonly divisible?: boolean
}

/** A layer with its settings filled in: all that the compiler and the summary need to know of it. */
export type Layer = {
  readonly type: string
  readonly name: string
  readonly settings: Readonly<Record<string, unknown>>
  /** True for layers that take flat vectors only: as first layer they get the image flattened. */
  readonly takesVectors: boolean
  /** @throws LayerShapeError when the settings do not fit the input. */
  outputShape(input: Shape): Shape
  weights(input: Shape): readonly WeightSpec[]
  /** The layer in graph ops; `input` and the result carry the batch axis in front. */
  forward(scope: ForwardScope, input: Tensor): Tensor
}

type LayerDefinition<S extends Record<string, unknown>> = {
  readonly takesVectors?: boolean
  readonly settings: z.ZodType<S>
  outputShape(settings: S, input: Shape): Shape
  weights?(settings: S, input: Shape): readonly WeightSpec[]
  forward(scope: ForwardScope, settings: S, input: Tensor): Tensor
}

export type LayerType = {
  readonly type: string
  readonly parse: (settings: unknown, name: string) => Parsed<Layer>
  /** JSON schema of the settings: forms and documentation are made from it. */
  readonly jsonSchema: () => unknown
}

/** Makes a layer type of its settings (zod), shapes, weights and forward pass. One call a file in this folder. */
export function defineLayer<S extends Record<string, unknown>>(
  type: string,
  definition: LayerDefinition<S>,
): LayerType {
  return {
    type,
    jsonSchema: () => z.toJSONSchema(definition.settings, { io: 'input' }),
    parse(raw, name) {
      const parsed = definition.settings.safeParse(raw)
      if (!parsed.success) return { ok: false, issues: issuesOf(parsed.error) }
      const settings = parsed.data
      return {
        ok: true,
        value: {
          type,
          name,
          settings,
          takesVectors: definition.takesVectors ?? false,
          outputShape: (input) => definition.outputShape(settings, input),
          weights: (input) => definition.weights?.(settings, input) ?? [],
          forward: (scope, input) => definition.forward(scope, settings, input),
        },
      }
    },
  }
}
