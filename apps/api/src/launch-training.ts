import { randomInt } from 'node:crypto'
import { type Database, launchRun, type Outcome, type Run, type RunConfig, type RunQueue } from '@atelier/db'
import {
  datasets,
  findDataset,
  LARGEST_SEED,
  type ModelInput,
  type Parsed,
  parseTraining,
  type TrainingInput,
} from '@atelier/ml-core/spec'

type Maybe<T> = T | null | undefined

/** A model as GraphQL hands it in: by preset or by layers. */
export type ModelRequest = { readonly preset?: Maybe<string>; readonly layers?: Maybe<readonly unknown[]> }

export const modelInputOf = ({ preset, layers }: ModelRequest): ModelInput => ({
  preset: preset ?? null,
  layers: layers ?? null,
})

/** A training as it is asked for: what is left out takes the spec's defaults. */
export type TrainingRequest = Omit<TrainingInput, 'dataset' | 'seed' | 'model' | 'optimizer'> & {
  readonly projectId: string
  readonly model: ModelRequest
  readonly optimizer?: Maybe<NonNullable<TrainingInput['optimizer']>>
  readonly name?: Maybe<string>
  readonly tags?: Maybe<readonly string[]>
  readonly dataset: string
  readonly seed?: Maybe<number>
}

/** Checks a training against its data set and queues it: nothing is recorded unless all of it is right. */
export async function launchTraining(
  db: Database,
  queue: RunQueue,
  request: TrainingRequest,
): Promise<Outcome<Run> | Parsed<Run>> {
  const config = runConfigOf(request)
  if (!config.ok) return config
  const { projectId, name, tags } = request
  return launchRun(db, queue, { projectId, name, tags: tags && [...tags], config: config.value })
}

/** The request with every default filled in and the seed drawn where none is given, or what is wrong with it. */
function runConfigOf(request: TrainingRequest): Parsed<RunConfig> {
  const dataset = findDataset(request.dataset)
  if (!dataset) {
    const known = datasets.map((one) => one.name).join(', ')
    const message = `there is no data set "${request.dataset.slice(0, 64)}"; there are: ${known}`
    return { ok: false, issues: [{ path: ['dataset'], message, code: 'NOT_FOUND' }] }
  }
  const seed = request.seed ?? randomInt(LARGEST_SEED + 1)
  const spec = parseTraining(
    { ...request, model: modelInputOf(request.model), optimizer: request.optimizer ?? null, seed },
    dataset,
  )
  if (!spec.ok) return spec
  const { model, optimizer, batchSize, epochs, validationSplit, trainLimit, precision } = spec.value
  const layers = model.layers.map(({ type, name, settings }) => ({ type, name, ...settings }))
  return {
    ok: true,
    value: {
      ...{ dataset: dataset.name, model: { preset: model.preset, layers } },
      optimizer: {
        type: optimizer.type,
        learningRate: optimizer.learningRate,
        settings: { ...optimizer.settings },
      },
      ...{ batchSize, epochs, validationSplit, trainLimit, precision, seed },
    },
  }
}
