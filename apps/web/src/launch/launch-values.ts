import type { LaunchPageQuery, LaunchRunInput, Precision } from '#gql/graphql.ts'

/** What stands in the form, as it was typed: a number field may hold anything until it is checked. */
export type LaunchValues = {
  readonly name: string
  readonly tags: string[]
  readonly dataset: string
  /** Name of a preset; empty where `layers` are trained. */
  readonly preset: string
  /** Layers of the run that is launched again, if they were of no preset. */
  readonly layers: readonly unknown[] | null
  readonly epochs: number | string
  readonly batchSize: number | string
  readonly learningRate: string
  readonly trainLimit: number | string
  readonly validation: 'test' | 'split'
  /** Percent of the training images. */
  readonly validationPercent: number | string
  readonly precision: Precision
  readonly seed: number | string
  /** The other settings of the optimizer of the run that is launched again. */
  readonly optimizerSettings: unknown
}

export type LaunchField = keyof LaunchValues

export const defaultValues: LaunchValues = {
  name: '',
  tags: [],
  dataset: 'fashion-mnist',
  preset: 'mlp',
  layers: null,
  epochs: 50,
  batchSize: 64,
  learningRate: '0.001',
  trainLimit: '',
  validation: 'test',
  validationPercent: 10,
  precision: 'FLOAT32',
  seed: '',
  optimizerSettings: null,
}

type RunToRepeat = NonNullable<LaunchPageQuery['again']>

/** The settings of a run, to be launched again with changes. Its seed is left out: a repetition is meant to differ. */
export function valuesOf({ tags, config }: RunToRepeat): LaunchValues {
  if (!config) return { ...defaultValues, tags }
  const { dataset, model, optimizer, epochs, batchSize, trainLimit, validationSplit, precision } = config
  return {
    ...defaultValues,
    ...{ tags, dataset, epochs, batchSize, precision },
    preset: model.preset ?? '',
    layers: model.preset === null && Array.isArray(model.layers) ? model.layers : null,
    learningRate: String(optimizer.learningRate),
    optimizerSettings: optimizer.settings,
    trainLimit: trainLimit ?? '',
    validation: validationSplit === null ? 'test' : 'split',
    validationPercent: validationSplit === null ? 10 : Number((validationSplit * 100).toFixed(4)),
  }
}

/** The number that was typed: null for an empty field, NaN for what is no number. */
export const numberIn = (typed: number | string): number | null => {
  if (typeof typed === 'number') return typed
  const text = typed.trim()
  return text === '' ? null : Number(text)
}

/** A field that must not be empty. */
const required = (typed: number | string): number => numberIn(typed) ?? Number.NaN

/** The training that the form asks for, in the terms of the API and of the spec alike. */
export function trainingOf(values: LaunchValues) {
  return {
    dataset: values.dataset,
    model: values.preset === '' ? { layers: [...(values.layers ?? [])] } : { preset: values.preset },
    optimizer: {
      type: 'Adam',
      learningRate: required(values.learningRate),
      settings: values.optimizerSettings ?? {},
    },
    epochs: required(values.epochs),
    batchSize: required(values.batchSize),
    trainLimit: numberIn(values.trainLimit),
    validationSplit: values.validation === 'test' ? null : required(values.validationPercent) / 100,
    precision: values.precision,
    seed: numberIn(values.seed),
  }
}

/** The mutation's input. Only for values that passed the check: JSON has no NaN. */
export function launchInput(values: LaunchValues, projectId: string): LaunchRunInput {
  const name = values.name.trim()
  return { projectId, ...(name ? { name } : {}), tags: values.tags, ...trainingOf(values) }
}
