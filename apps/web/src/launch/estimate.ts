import {
  type DatasetInfo,
  isKernel,
  type Model,
  outputKernel,
  parseClassifier,
  sizeOf,
  type TrainingSpec,
} from '@atelier/ml-core/spec'
import type { Precision } from '#gql/graphql.ts'
import { apiPrecision } from './api-names.ts'

/** An earlier run, as far as it tells how fast a device is. */
type Recent = {
  readonly name: string
  readonly number: number
  readonly examplesPerSecond: number | null
  readonly device: string | null
  readonly config: {
    readonly dataset: string
    readonly precision: Precision
    readonly model: { readonly preset: string | null; readonly layers: unknown }
    readonly optimizer: { readonly type: string }
  } | null
}

/** How long a training would take, and what tells so. */
export type TimeEstimate = {
  /** Validation after each epoch comes on top. */
  readonly seconds: number
  /** `measured`: the same model was trained there alike; `operations`: another was, and the multiplications are compared. */
  readonly by: 'measured' | 'operations'
  /** The run whose speed tells. */
  readonly run: Pick<Recent, 'name' | 'number'>
}

/**
 * Time for so many images on a device, from the newest run there of the same model, precision and optimizer, else from
 * any other run there by the multiplications of both models; null where nothing was trained there yet.
 * @param recent newest first
 */
export function estimateTime(
  recent: readonly Recent[],
  spec: TrainingSpec,
  { images, device, datasets }: { images: number; device: string | null; datasets: readonly DatasetInfo[] },
): TimeEstimate | null {
  const precision = apiPrecision[spec.precision]
  const known = recent.flatMap((run) => {
    const { config, examplesPerSecond: rate } = run
    if (!config || !rate || (device !== null && run.device !== device)) return []
    const operations = operationsOfRun(
      config.model,
      datasets.find(({ name }) => name === config.dataset),
    )
    const { precision, optimizer } = config
    return operations === null ? [] : [{ run, rate, operations, precision, optimizer: optimizer.type }]
  })
  const own = operationsOf(spec.model)
  const alike = known.find(
    (one) =>
      one.operations.layers === layersText(spec.model) &&
      one.precision === precision &&
      one.optimizer === spec.optimizer.type,
  )
  if (alike) return { seconds: images / alike.rate, by: 'measured', run: alike.run }
  const other = nearest(known, precision)
  if (!other || own === 0) return null
  return { seconds: (images * own) / (other.rate * other.operations.count), by: 'operations', run: other.run }
}

function nearest<One extends { readonly precision: Precision }>(known: readonly One[], precision: Precision) {
  return known.find((one) => one.precision === precision) ?? known[0]
}

function operationsOfRun(
  model: { readonly preset: string | null; readonly layers: unknown },
  dataset?: DatasetInfo,
) {
  if (!dataset) return null
  const { preset, layers } = model
  const given = preset === null ? { layers: Array.isArray(layers) ? layers : [] } : { preset }
  const parsed = parseClassifier(given, dataset.inputShape, dataset.labels.length)
  if (!parsed.ok) return null
  const count = operationsOf(parsed.value)
  return count === 0 ? null : { count, layers: layersText(parsed.value) }
}

const layersText = ({ inputShape, layers }: Model): string =>
  JSON.stringify([inputShape, layers.map(({ type, settings }) => [type, settings])])

/**
 * Multiplications and additions of the products and convolutions of one image's forward pass (FLOPs). Training takes
 * some three times as many, in every model, so a comparison needs no factor. (Large convolutions in float32 take fewer
 * on a processor, and Muon has products of its own: the speed of a like training says so best.)
 */
export function operationsOf({ layers }: Model): number {
  return layers.reduce((sum, { output, weightSpecs }) => {
    const positions = sizeOf(output) / (output.at(-1) ?? 1)
    const kernels = weightSpecs.filter(isKernel)
    return sum + kernels.reduce((all, { shape }) => all + 2 * sizeOf(shape) * positions, 0)
  }, 0)
}

const FLOAT_BYTES = 4

/**
 * Bytes that weights, gradients, the optimizer's slots and a batch's outputs with their gradients take in 32-bit floats.
 * The program itself, the images and what convolutions work with come on top; what is freed early makes it less.
 */
export function estimateMemory({ model, optimizer, batchSize }: TrainingSpec): number {
  const weights = model.layers.flatMap(({ weightSpecs }) => weightSpecs)
  const output = outputKernel(weights)
  const averages = optimizer.emaMomentum === null ? 0 : 1
  const numbers = weights.reduce((sum, weight) => {
    const slots = optimizer.slots({ shape: weight.shape, isOutput: weight === output }).length
    return sum + sizeOf(weight.shape) * (weight.trainable ? 2 + slots + averages : 1)
  }, 0)
  const outputs = model.layers.reduce((sum, { output }) => sum + sizeOf(output), sizeOf(model.inputShape))
  return FLOAT_BYTES * (numbers + 2 * batchSize * outputs)
}
