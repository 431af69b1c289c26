import { z } from 'zod'
import { type AugmentationSpec, parseAugmentation } from '../augmentation/augmentation.ts'
import { type OptimizerInput, type OptimizerSpec, parseOptimizer } from '../optimizers/index.ts'
import { parseSchedule, type ScheduleInput, type ScheduleSpec } from '../schedules/index.ts'
import { type EarlyStoppingSpec, parseEarlyStopping } from './early-stopping.ts'
import { MOST_EPOCHS } from './limits.ts'
import { findPreset, type Model, type ModelInput, parseClassifier } from './model.ts'
import type { Shape } from './shape.ts'
import { issuesOf, type Parsed, type SpecIssue } from './spec-error.ts'

export const PRECISIONS = ['float32', 'bfloat16'] as const
export type Precision = (typeof PRECISIONS)[number]

/** Everything that decides how a training goes, with no default left open: two equal ones give equal weights. */
export type TrainingSpec = {
  readonly dataset: string
  readonly model: Model
  /** Of the data set's images, also where the model takes them flat. */
  readonly imageShape: Shape
  readonly optimizer: OptimizerSpec
  readonly schedule: ScheduleSpec
  readonly earlyStopping: EarlyStoppingSpec | null
  readonly augmentation: AugmentationSpec | null
  /** Share of every label that is spread evenly over all classes. */
  readonly labelSmoothing: number
  readonly batchSize: number
  readonly epochs: number
  /** Share of the training images held back for validation, from their end; null: validate on the test set. */
  readonly validationSplit: number | null
  /** Only the first N training images; null: all. */
  readonly trainLimit: number | null
  readonly precision: Precision
  readonly seed: number
}

/** What a data set must tell so that a spec can be checked against it. */
export type DatasetInfo = {
  readonly name: string
  readonly title: string
  readonly labels: readonly string[]
  readonly inputShape: Shape
  readonly trainCount: number
  readonly testCount: number
}

export const LARGEST_SEED = 2 ** 31 - 1

const numbers = z.object({
  batchSize: z.int().min(1).max(4096).default(64),
  epochs: z.int().min(1).max(MOST_EPOCHS).default(50),
  validationSplit: z.number().gt(0).lt(1).nullish(),
  trainLimit: z.int().min(1).nullish(),
  labelSmoothing: z.number().min(0).lt(1).default(0),
  precision: z.enum(PRECISIONS).default('float32'),
  seed: z.int().min(0).max(LARGEST_SEED),
})

/** All that a training is asked for beside its model, data and seed: what a preset's recipe may hold. */
export type RecipeInput = {
  readonly optimizer?: OptimizerInput | null
  readonly learningRateSchedule?: ScheduleInput | null
  /** An empty object switches off what a preset's recipe switches on. */
  readonly earlyStopping?: object | null
  /** An empty object switches off what a preset's recipe switches on. */
  readonly augmentation?: object | null
} & { readonly [K in Exclude<keyof z.input<typeof numbers>, 'seed'>]?: unknown }

export type TrainingInput = RecipeInput & { readonly model: ModelInput; readonly seed?: unknown }

/**
 * Checks a whole training against its data set; every issue at once, each with its path into the input.
 * What is null or absent comes from the recipe of the preset that the model names, then from the defaults.
 */
export function parseTraining(input: TrainingInput, dataset: DatasetInfo): Parsed<TrainingSpec> {
  const given = withRecipe(input)
  const model = parseClassifier(input.model, dataset.inputShape, dataset.labels.length)
  const optimizer = parseOptimizer(given.optimizer)
  const schedule = parseSchedule(given.learningRateSchedule)
  const earlyStopping = parseEarlyStopping(given.earlyStopping)
  const augmentation = parseAugmentation(given.augmentation, dataset.inputShape)
  const rest = numbers.safeParse(given)
  const issues = [
    ...issuesUnder('model', model),
    ...issuesUnder('optimizer', optimizer),
    ...issuesUnder('learningRateSchedule', schedule),
    ...issuesUnder('earlyStopping', earlyStopping),
    ...issuesUnder('augmentation', augmentation),
    ...(rest.success ? fitsDataset(rest.data, dataset) : issuesOf(rest.error)),
  ]
  const all = model.ok && optimizer.ok && schedule.ok && earlyStopping.ok && augmentation.ok && rest.success
  if (!all || issues.length > 0) return { ok: false, issues }
  const { validationSplit = null, trainLimit = null, ...others } = rest.data
  const value = {
    ...{ dataset: dataset.name, model: model.value, imageShape: dataset.inputShape },
    ...{ optimizer: optimizer.value, schedule: schedule.value, earlyStopping: earlyStopping.value },
    ...{ augmentation: augmentation.value, validationSplit, trainLimit },
  }
  return { ok: true, value: { ...value, ...others } }
}

/** The input without its nulls, over the recipe of its preset. */
function withRecipe(input: TrainingInput): TrainingInput {
  const recipe = findPreset(input.model.preset ?? '')?.recipe
  return { ...recipe, ...givenFields(input) }
}

const givenFields = (input: TrainingInput): TrainingInput => ({
  ...Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null && value !== undefined)),
  model: input.model,
})

const issuesUnder = (field: string, parsed: Parsed<unknown>): SpecIssue[] =>
  parsed.ok ? [] : parsed.issues.map((issue) => ({ ...issue, path: [field, ...issue.path] }))

function fitsDataset(spec: z.output<typeof numbers>, dataset: DatasetInfo): SpecIssue[] {
  const issue = (field: string, message: string): SpecIssue => ({
    path: [field],
    message,
    code: 'INVALID_VALUE',
  })
  const limit = spec.trainLimit ?? dataset.trainCount
  if (limit > dataset.trainCount)
    return [
      issue('trainLimit', `must be at most ${dataset.trainCount}, the training images of ${dataset.title}`),
    ]
  const kept = trainCountOf(limit, spec.validationSplit ?? null)
  if (kept < 1) return [issue('validationSplit', `leaves no training image of ${limit}`)]
  if (kept === limit && spec.validationSplit != null)
    return [issue('validationSplit', `holds back no image of ${limit}: make it larger`)]
  return []
}

/** Training images that remain after Keras's validation_split: the last ones are held back. */
export const trainCountOf = (limit: number, validationSplit: number | null): number =>
  validationSplit === null ? limit : Math.floor(limit * (1 - validationSplit))
