import { randomInt } from 'node:crypto'
import { type Database, launchRun, type Outcome, type Run, type RunConfig, type RunQueue } from '@atelier/db'
import {
  datasets,
  findDataset,
  LARGEST_SEED,
  type ModelInput,
  type ModelPreset,
  type Parsed,
  parseTraining,
  type TrainingInput,
  type TrainingSpec,
} from '@atelier/ml-core/spec'

type Maybe<T> = T | null | undefined

/** A model as GraphQL hands it in: by preset or by layers. */
export type ModelRequest = { readonly preset?: Maybe<string>; readonly layers?: Maybe<readonly unknown[]> }

export const modelInputOf = ({ preset, layers }: ModelRequest): ModelInput => ({
  preset: preset ?? null,
  layers: layers ?? null,
})

/** A training as it is asked for: what is left out is the preset's recipe, then the spec's default. */
export type TrainingRequest = {
  readonly [Field in keyof Omit<TrainingInput, 'model'>]: Maybe<TrainingInput[Field]>
} & {
  readonly projectId: string
  readonly createdById: string | null
  readonly model: ModelRequest
  readonly name?: Maybe<string>
  readonly tags?: Maybe<readonly string[]>
  readonly dataset: string
  readonly seed?: Maybe<number>
  readonly maxRestarts?: Maybe<number>
}

/** Checks a training against its data set and queues it: nothing is recorded unless all of it is right. */
export async function launchTraining(
  db: Database,
  queue: RunQueue,
  request: TrainingRequest,
): Promise<Outcome<Run> | Parsed<Run>> {
  const config = runConfigOf(request)
  if (!config.ok) return config
  const { projectId, name, tags, createdById, maxRestarts } = request
  const labels = { name, tags: tags && [...tags] }
  return launchRun(db, queue, { projectId, createdById, maxRestarts, ...labels, config: config.value })
}

/** The request with recipe and defaults filled in and the seed drawn where none is given, or what is wrong with it. */
function runConfigOf(request: TrainingRequest): Parsed<RunConfig> {
  const dataset = findDataset(request.dataset)
  if (!dataset) {
    const known = datasets.map((one) => one.name).join(', ')
    const message = `there is no data set "${request.dataset.slice(0, 64)}"; there are: ${known}`
    return { ok: false, issues: [{ path: ['dataset'], message, code: 'NOT_FOUND' }] }
  }
  const { optimizer = null, learningRateSchedule = null, earlyStopping = null, augmentation = null } = request
  const spec = parseTraining(
    {
      ...request,
      ...{ optimizer, learningRateSchedule, earlyStopping, augmentation },
      ...{ model: modelInputOf(request.model), seed: request.seed ?? randomInt(LARGEST_SEED + 1) },
    },
    dataset,
  )
  if (!spec.ok) return spec
  const { model, seed, validationSplit, trainLimit } = spec.value
  const layers = model.layers.map(({ type, name, settings }) => ({ type, name, ...settings }))
  return {
    ok: true,
    value: {
      ...{ dataset: dataset.name, model: { preset: model.preset, layers } },
      ...recipeOf(spec.value),
      ...{ validationSplit, trainLimit, seed },
    },
  }
}

/** How a model is trained, beside its data and its seed. */
export type Recipe = Omit<RunConfig, 'dataset' | 'model' | 'validationSplit' | 'trainLimit' | 'seed'>

function recipeOf(spec: TrainingSpec): Recipe {
  const { optimizer, schedule, earlyStopping, augmentation, labelSmoothing, batchSize, epochs, precision } =
    spec
  return {
    optimizer: {
      ...{ type: optimizer.type, learningRate: optimizer.learningRate },
      settings: { ...optimizer.settings },
    },
    learningRateSchedule: {
      ...{ type: schedule.type, warmUpEpochs: schedule.warmUpEpochs },
      settings: { ...schedule.settings },
    },
    ...{ earlyStopping, augmentation, labelSmoothing, batchSize, epochs, precision },
  }
}

/** A preset's recipe with the defaults filled in, for the first data set that the model fits; null where it has none. */
export function presetRecipe({ name, recipe }: ModelPreset): Recipe | null {
  if (!recipe) return null
  for (const dataset of datasets) {
    const spec = parseTraining({ model: { preset: name }, seed: 0 }, dataset)
    if (spec.ok) return recipeOf(spec.value)
  }
  return null
}
