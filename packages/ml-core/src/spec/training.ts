import { z } from 'zod'
import { type OptimizerSpec, parseOptimizer } from '../optimizers/index.ts'
import { type Model, type ModelInput, parseClassifier } from './model.ts'
import type { Shape } from './shape.ts'
import { issuesOf, type Parsed, type SpecIssue } from './spec-error.ts'

export const PRECISIONS = ['float32', 'bfloat16'] as const
export type Precision = (typeof PRECISIONS)[number]

/** Everything that decides how a training goes, with no default left open: two equal ones give equal weights. */
export type TrainingSpec = {
  readonly dataset: string
  readonly model: Model
  readonly optimizer: OptimizerSpec
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
  epochs: z.int().min(1).max(10_000).default(50),
  validationSplit: z.number().gt(0).lt(1).nullish(),
  trainLimit: z.int().min(1).nullish(),
  precision: z.enum(PRECISIONS).default('float32'),
  seed: z.int().min(0).max(LARGEST_SEED),
})

export type TrainingInput = {
  readonly model: ModelInput
  readonly optimizer?: {
    readonly type?: unknown
    readonly learningRate?: unknown
    readonly settings?: unknown
  } | null
} & { readonly [K in keyof z.input<typeof numbers>]?: unknown }

/** Checks a whole training against its data set; every issue at once, each with its path into the input. */
export function parseTraining(input: TrainingInput, dataset: DatasetInfo): Parsed<TrainingSpec> {
  const model = parseClassifier(input.model, dataset.inputShape, dataset.labels.length)
  const optimizer = parseOptimizer(input.optimizer ?? {})
  const rest = numbers.safeParse(withoutNulls(input))
  const issues: SpecIssue[] = []
  if (!model.ok) issues.push(...model.issues.map((issue) => ({ ...issue, path: ['model', ...issue.path] })))
  if (!optimizer.ok)
    issues.push(...optimizer.issues.map((issue) => ({ ...issue, path: ['optimizer', ...issue.path] })))
  if (!rest.success) issues.push(...issuesOf(rest.error))
  else issues.push(...fitsDataset(rest.data, dataset))
  if (!model.ok || !optimizer.ok || !rest.success || issues.length > 0) return { ok: false, issues }
  const { validationSplit = null, trainLimit = null, ...others } = rest.data
  const value = {
    dataset: dataset.name,
    model: model.value,
    optimizer: optimizer.value,
    validationSplit,
    trainLimit,
  }
  return { ok: true, value: { ...value, ...others } }
}

/** GraphQL sends null where a field was left out; the defaults apply to both. */
const withoutNulls = (input: object): object =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null))

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
