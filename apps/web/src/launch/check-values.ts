import {
  countParameters,
  type DatasetInfo,
  type LayerSummary,
  type ModelInput,
  type ParameterCount,
  parseClassifier,
  parseModel,
  parseSchedule,
  parseTraining,
  type SpecIssue,
  summarizeLayers,
  type TrainingSpec,
  trainCountOf,
} from '@atelier/ml-core/spec'
import { type LaunchField, type LaunchValues, numberIn, trainingOf } from './launch-values.ts'
import type { RateCourse } from './rates-over-run.ts'

export type FieldIssue = { readonly field: LaunchField; readonly message: string }

export type Checked = {
  readonly issues: readonly FieldIssue[]
  /** What would be trained, its seed aside; null while anything is wrong. */
  readonly spec: TrainingSpec | null
  /** The course of the learning rate; null while a number that it follows from is wrong. */
  readonly course: RateCourse | null
  /** The layers up to the first that is wrong. */
  readonly layers: readonly LayerSummary[]
  /** Null while the model is wrong. */
  readonly parameterCount: ParameterCount | null
  /** Null while the numbers that it follows from are wrong. */
  readonly stepsPerEpoch: number | null
  /** Training images of all epochs together. */
  readonly images: number | null
}

/** Checks the form by the spec's own rules, which are the server's too, without asking it. */
export function checkValues(values: LaunchValues, dataset: DatasetInfo): Checked {
  const training = trainingOf(values)
  // The spec wants the seed drawn.
  const spec = parseTraining({ ...training, seed: training.seed ?? 0 }, dataset)
  const issues = [...(spec.ok ? [] : spec.issues.map(fieldIssue)), ...restartIssues(values)]
  const model = parseClassifier(training.model, dataset.inputShape, dataset.labels.length)
  const kept = trainCountOf(numberIn(values.trainLimit) ?? dataset.trainCount, training.validationSplit)
  const steps = Math.ceil(kept / training.batchSize)
  const images = kept * training.epochs
  const schedule = parseSchedule(training.learningRateSchedule)
  const { learningRate } = training.optimizer
  const countable = !issues.some(({ field }) => COUNTING.has(field))
  return {
    issues,
    spec: spec.ok && issues.length === 0 ? spec.value : null,
    course:
      countable && schedule.ok && learningRate > 0
        ? { schedule: schedule.value, learningRate, stepsPerEpoch: steps, epochs: training.epochs }
        : null,
    layers: model.ok ? summarizeLayers(model.value) : soundLayers(training.model, model.issues, dataset),
    parameterCount: model.ok ? countParameters(model.value) : null,
    stepsPerEpoch: countable ? steps : null,
    images: countable ? images : null,
  }
}

/** So often a run may be taken up again; the server's rule. */
export const MOST_RESTARTS = 100

/** Of the run, not of how it trains: the spec knows nothing of it. */
function restartIssues({ maxRestarts }: LaunchValues): FieldIssue[] {
  const restarts = numberIn(maxRestarts) ?? 0
  const fits = Number.isInteger(restarts) && restarts >= 0 && restarts <= MOST_RESTARTS
  return fits ? [] : [{ field: 'maxRestarts', message: `must be a whole number from 0 to ${MOST_RESTARTS}` }]
}

/** The place of an issue, whose message need not name the layer again. */
function fieldIssue({ path, message }: SpecIssue): FieldIssue {
  const field = fieldOf(path)
  return {
    field,
    message: field.startsWith('layers.') ? message.replace(/^layer \d+ \(\w+\): /, '') : message,
  }
}

/** The summary of the layers before the first that is wrong by itself or does not fit those before it. */
function soundLayers(model: ModelInput, issues: readonly SpecIssue[], { inputShape }: DatasetInfo) {
  const whole = parseModel(model, inputShape)
  if (whole.ok) return summarizeLayers(whole.value)
  const first = Math.min(...issues.map(({ path }) => Number(path[1] ?? 0)))
  const sound = parseModel({ layers: model.layers?.slice(0, first) ?? [] }, inputShape)
  return sound.ok ? summarizeLayers(sound.value) : []
}

const COUNTING: ReadonlySet<LaunchField> = new Set(['trainLimit', 'validationPercent', 'batchSize', 'epochs'])

/** The field that a path into the launch input belongs to; the model's where no field has that name. */
export function fieldOf([first = '', second = '', third, fourth]: readonly string[]): LaunchField {
  switch (first) {
    case 'name':
    case 'tags':
    case 'dataset':
    case 'epochs':
    case 'batchSize':
    case 'trainLimit':
    case 'labelSmoothing':
    case 'precision':
    case 'seed':
    case 'maxRestarts':
      return first
    case 'validationSplit':
      return 'validationPercent'
    case 'optimizer':
      if (second === 'settings' && third !== undefined) return `optimizer.settings.${third}`
      return second === 'learningRate' ? 'optimizer.learningRate' : 'optimizer.type'
    case 'learningRateSchedule':
      if (second === 'settings' && third !== undefined) return `learningRateSchedule.settings.${third}`
      return second === 'warmUpEpochs' ? 'learningRateSchedule.warmUpEpochs' : 'learningRateSchedule.type'
    case 'earlyStopping':
      return `earlyStopping.${second || 'patience'}`
    case 'augmentation':
      return `augmentation.${second || 'flip'}`
    case 'model':
      return second === 'layers' ? layerFieldOf(third, fourth) : 'preset'
    default:
      return 'preset'
  }
}

function layerFieldOf(index: string | undefined, setting: string | undefined): LaunchField {
  if (index === undefined) return 'layers'
  if (setting === undefined || setting === 'type') return `layers.${Number(index)}.type`
  return setting === 'name' ? `layers.${Number(index)}.name` : `layers.${Number(index)}.settings.${setting}`
}
