import { type Run, type RunConfig, runConfig } from '@atelier/db'
import {
  type DatasetInfo,
  findDataset,
  type Parsed,
  parseTraining,
  type Threads,
  type TrainingSpec,
  threadsFor,
} from '@atelier/ml-core/spec'

/** The layers are what is trained: a preset of that name may have changed since the launch. */
export const parseRun = (config: RunConfig, dataset: DatasetInfo): Parsed<TrainingSpec> =>
  parseTraining({ ...config, model: { layers: config.model.layers } }, dataset)

/** How the run's training process shall share the cores. What cannot be trained says so in its process. */
export function threadsOf(run: Run): Threads {
  const config = runConfig.safeParse(run.config)
  const dataset = config.success ? findDataset(config.data.dataset) : undefined
  const parsed = config.success && dataset ? parseRun(config.data, dataset) : undefined
  return parsed?.ok ? threadsFor(parsed.value) : 'together'
}
