import type { WeightSpec } from '../layers/layer.ts'
import type { Model } from './model.ts'
import { sizeOf } from './shape.ts'

export type LayerSummary = {
  readonly index: number
  readonly name: string
  readonly type: string
  /** null stands for the batch axis, as in Keras. */
  readonly outputShape: readonly (number | null)[]
  readonly parameters: number
  readonly trainable: number
  readonly nonTrainable: number
  readonly settings: Readonly<Record<string, unknown>>
}

export type ParameterCount = {
  readonly total: number
  readonly trainable: number
  readonly nonTrainable: number
}

/** Keras's `model.summary()`: one row a layer. */
export function summarizeLayers(model: Model): LayerSummary[] {
  return model.layers.map((layer) => {
    const { total, trainable, nonTrainable } = countWeights(layer.weightSpecs)
    const { index, name, type, settings } = layer
    return {
      index,
      name,
      type,
      outputShape: [null, ...layer.output],
      parameters: total,
      trainable,
      nonTrainable,
      settings,
    }
  })
}

/** Keras's totals below the summary. */
export const countParameters = (model: Model): ParameterCount =>
  countWeights(model.layers.flatMap((layer) => layer.weightSpecs))

/** Entries of some weights. */
export function countWeights(specs: readonly WeightSpec[]): ParameterCount {
  const count = (some: readonly WeightSpec[]) => some.reduce((sum, spec) => sum + sizeOf(spec.shape), 0)
  const trainable = count(specs.filter((spec) => spec.trainable))
  const total = count(specs)
  return { total, trainable, nonTrainable: total - trainable }
}
