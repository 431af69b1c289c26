import type { Precision, TrainingSpec } from '@atelier/ml-core/spec'
import type { FieldPath } from 'react-hook-form'
import type { ConfigFieldsFragment, LaunchPageQuery, LaunchRunInput } from '#gql/graphql.ts'
import { settingsInForce } from '../format/settings-text.ts'
import { apiFlip, apiMonitor, apiPrecision, specFlip, specMonitor, specPrecision } from './api-names.ts'
import { type EditedLayer, editedLayers, layerSpec } from './edited-layers.ts'
import { augmentationFields, earlyStoppingFields, optimizerFields, scheduleFields } from './setting-fields.ts'
import { type Settings, settingsOf, typedSettings } from './settings.ts'

/** How it is trained, as it was typed: a number field may hold anything until it is checked. */
export type RecipeValues = {
  readonly epochs: number | string
  readonly batchSize: number | string
  readonly precision: Precision
  readonly optimizer: {
    readonly type: string
    readonly learningRate: string
    readonly settings: Settings
  }
  readonly learningRateSchedule: {
    readonly type: string
    readonly settings: Settings
    readonly warmUpEpochs: string
  }
  /** On where a patience is given. */
  readonly earlyStopping: Settings
  readonly augmentation: Settings
  readonly labelSmoothing: string
}

/** What stands in the form. */
export type LaunchValues = RecipeValues & {
  readonly name: string
  readonly tags: string[]
  readonly dataset: string
  /** Name of a preset; empty where `layers` are trained. */
  readonly preset: string
  /** Layers of one's own; they are kept while a preset is chosen. */
  readonly layers: readonly EditedLayer[] | null
  /** What the settings start from: the preset's own recipe, where it has one, or the study's. */
  readonly basis: 'recipe' | 'study'
  readonly trainLimit: number | string
  readonly validation: 'test' | 'split'
  /** Percent of the training images. */
  readonly validationPercent: number | string
  readonly seed: number | string
  /** Empty: as many as the server takes for usual. */
  readonly maxRestarts: number | string
}

/** The place of a field: its path into the values, and its id on the page. */
export type LaunchField = FieldPath<LaunchValues>

type Config = Omit<ConfigFieldsFragment, '__typename'>
type RunToRepeat = NonNullable<LaunchPageQuery['again']>

export const emptyValues = {
  ...{ name: '', tags: [], dataset: 'fashion-mnist', preset: 'mlp', layers: null, basis: 'recipe' },
  ...{ trainLimit: '', validation: 'test', validationPercent: 10, seed: '' },
  maxRestarts: '',
} satisfies Partial<LaunchValues>

/** The settings of a run, to be launched again with changes. Its seed is left out: a repetition is meant to differ. */
export function valuesOf({ tags, config, maxRestarts }: RunToRepeat, recipe: RecipeValues): LaunchValues {
  if (!config) return { ...emptyValues, ...recipe, tags }
  const { dataset, model, trainLimit, validationSplit } = config
  return {
    ...emptyValues,
    ...{ tags, dataset, maxRestarts, ...recipeOfConfig(config) },
    preset: model.preset ?? '',
    layers: model.preset === null && Array.isArray(model.layers) ? editedLayers(model.layers) : null,
    trainLimit: trainLimit ?? '',
    validation: validationSplit === null ? 'test' : 'split',
    validationPercent: validationSplit === null ? 10 : Number((validationSplit * 100).toFixed(4)),
  }
}

function recipeOfConfig(config: Config): RecipeValues {
  const { optimizer, learningRateSchedule: schedule, earlyStopping, augmentation } = config
  return typedRecipe({
    ...config,
    ...{ optimizer, schedule, precision: specPrecision[config.precision] },
    earlyStopping: earlyStopping && { ...earlyStopping, monitor: specMonitor[earlyStopping.monitor] },
    augmentation: augmentation && { ...augmentation, flip: specFlip[augmentation.flip] },
  })
}

type RecipeGiven = Pick<
  TrainingSpec,
  'epochs' | 'batchSize' | 'precision' | 'earlyStopping' | 'augmentation' | 'labelSmoothing'
> & {
  readonly optimizer: { readonly type: string; readonly learningRate: number; readonly settings: unknown }
  readonly schedule: { readonly type: string; readonly settings: unknown; readonly warmUpEpochs: number }
}

/** A recipe as it would stand in the form. */
export const typedRecipe = (recipe: RecipeGiven): RecipeValues => ({
  ...{ epochs: recipe.epochs, batchSize: recipe.batchSize, precision: recipe.precision },
  optimizer: {
    ...{ type: recipe.optimizer.type, learningRate: String(recipe.optimizer.learningRate) },
    settings: typedSettings(recipe.optimizer.settings),
  },
  learningRateSchedule: {
    ...{ type: recipe.schedule.type, warmUpEpochs: String(recipe.schedule.warmUpEpochs) },
    settings: typedSettings(recipe.schedule.settings),
  },
  earlyStopping: typedSettings(recipe.earlyStopping),
  augmentation: typedSettings(recipe.augmentation),
  labelSmoothing: String(recipe.labelSmoothing),
})

/** The number that was typed: null for an empty field, NaN for what is no number. */
export const numberIn = (typed: number | string): number | null => {
  if (typeof typed === 'number') return typed
  const text = typed.trim()
  return text === '' ? null : Number(text)
}

/** A field that must not be empty. */
const required = (typed: number | string): number => numberIn(typed) ?? Number.NaN

/** The settings, or an object without any where none of them does anything: that switches a recipe's off. */
function orOff(settings: Record<string, unknown>, doesSomething: boolean): Record<string, unknown> {
  return doesSomething ? settings : {}
}

/** The form's recipe in the terms of the spec. */
export function recipeIn(values: RecipeValues) {
  const { optimizer, learningRateSchedule: schedule } = values
  const earlyStopping = settingsOf(earlyStoppingFields, values.earlyStopping)
  const augmentation = settingsOf(augmentationFields, values.augmentation)
  return {
    ...{ epochs: required(values.epochs), batchSize: required(values.batchSize) },
    precision: values.precision,
    optimizer: {
      ...{ type: optimizer.type, learningRate: required(optimizer.learningRate) },
      settings: settingsOf(optimizerFields(optimizer.type), optimizer.settings),
    },
    learningRateSchedule: {
      ...{ type: schedule.type, warmUpEpochs: numberIn(schedule.warmUpEpochs) ?? 0 },
      settings: settingsOf(scheduleFields(schedule.type), schedule.settings),
    },
    earlyStopping: orOff(earlyStopping, 'patience' in earlyStopping),
    augmentation: orOff(augmentation, settingsInForce(augmentation).length > 0),
    labelSmoothing: numberIn(values.labelSmoothing) ?? 0,
  }
}

/** The training that the form asks for, in the terms of the spec. */
export function trainingOf(values: LaunchValues) {
  return {
    ...recipeIn(values),
    model:
      values.preset === '' ? { layers: (values.layers ?? []).map(layerSpec) } : { preset: values.preset },
    trainLimit: numberIn(values.trainLimit),
    validationSplit: values.validation === 'test' ? null : required(values.validationPercent) / 100,
    seed: numberIn(values.seed),
  }
}

/** The mutation's input, of values that passed the check: `spec` is what they make. */
export function launchInput(values: LaunchValues, spec: TrainingSpec, projectId: string): LaunchRunInput {
  const name = values.name.trim()
  const { model, trainLimit, validationSplit, seed } = trainingOf(values)
  const { optimizer, schedule, earlyStopping, augmentation } = spec
  return {
    ...{ projectId, ...(name ? { name } : {}), tags: values.tags, dataset: spec.dataset, model },
    ...{ epochs: spec.epochs, batchSize: spec.batchSize, precision: apiPrecision[spec.precision] },
    optimizer: {
      ...{ type: optimizer.type, learningRate: optimizer.learningRate, settings: optimizer.settings },
    },
    learningRateSchedule: {
      ...{ type: schedule.type, settings: schedule.settings, warmUpEpochs: schedule.warmUpEpochs },
    },
    // An empty object, not null: null would be filled in by the preset's recipe.
    earlyStopping: earlyStopping ? { ...earlyStopping, monitor: apiMonitor[earlyStopping.monitor] } : {},
    augmentation: augmentation ? { ...augmentation, flip: apiFlip[augmentation.flip] } : {},
    ...{ labelSmoothing: spec.labelSmoothing, trainLimit, validationSplit, seed },
    maxRestarts: numberIn(values.maxRestarts),
  }
}
