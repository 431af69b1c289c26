import {
  countParameters,
  type DatasetInfo,
  type LayerSummary,
  type ParameterCount,
  parseClassifier,
  parseTraining,
  summarizeLayers,
  trainCountOf,
} from '@atelier/ml-core/spec'
import { type LaunchField, type LaunchValues, numberIn, trainingOf } from './launch-values.ts'

type FieldIssue = { readonly field: LaunchField; readonly message: string }

export type Checked = {
  readonly issues: readonly FieldIssue[]
  /** What would be trained; null while the model itself is wrong. */
  readonly layers: readonly LayerSummary[] | null
  readonly parameterCount: ParameterCount | null
  /** Null while the numbers that it follows from are wrong. */
  readonly stepsPerEpoch: number | null
  /** Training images of all epochs together. */
  readonly images: number | null
}

/** Checks the form by the spec's own rules, which are the server's too, without asking it. */
export function checkValues(values: LaunchValues, dataset: DatasetInfo): Checked {
  const training = trainingOf(values)
  const spec = parseTraining(
    // The spec calls precisions by other names, and wants the seed drawn.
    {
      ...training,
      precision: values.precision === 'FLOAT32' ? 'float32' : 'bfloat16',
      seed: training.seed ?? 0,
    },
    dataset,
  )
  const issues = spec.ok ? [] : spec.issues.map(({ path, message }) => ({ field: fieldOf(path), message }))
  const model = parseClassifier(training.model, dataset.inputShape, dataset.labels.length)
  const kept = trainCountOf(numberIn(values.trainLimit) ?? dataset.trainCount, training.validationSplit)
  const steps = Math.ceil(kept / training.batchSize)
  const images = kept * training.epochs
  const countable = !issues.some(({ field }) => COUNTING.has(field))
  return {
    issues,
    layers: model.ok ? summarizeLayers(model.value) : null,
    parameterCount: model.ok ? countParameters(model.value) : null,
    stepsPerEpoch: countable ? steps : null,
    images: countable ? images : null,
  }
}

const COUNTING: ReadonlySet<LaunchField> = new Set(['trainLimit', 'validationPercent', 'batchSize', 'epochs'])

const byPath: { readonly [first: string]: LaunchField | undefined } = {
  name: 'name',
  tags: 'tags',
  dataset: 'dataset',
  model: 'preset',
  optimizer: 'learningRate',
  epochs: 'epochs',
  batchSize: 'batchSize',
  trainLimit: 'trainLimit',
  validationSplit: 'validationPercent',
  precision: 'precision',
  seed: 'seed',
}

/** The field that a path into the launch input belongs to; the model's where no field has that name. */
export const fieldOf = (path: readonly string[]): LaunchField => byPath[path[0] ?? ''] ?? 'preset'
