import type { RunConfig } from '@atelier/db'
import type { DatasetInfo } from '@atelier/ml-core/spec'
import { parseRun } from '../training/spec-of.ts'

/** What the weights belong to, with the names of the layers, as text: enough to build the model again. */
export function modelOf(config: RunConfig, dataset: DatasetInfo, epoch: number): string {
  const parsed = parseRun(config, dataset)
  if (!parsed.ok) throw new Error(parsed.issues.map((issue) => issue.message).join('; '))
  const { inputShape, layers } = parsed.value.model
  const model = {
    format: 'atelier-model 1',
    ...{ dataset: dataset.name, labels: dataset.labels, imageShape: dataset.inputShape, inputShape },
    layers: layers.map(({ name, type, settings }) => ({ type, name, ...settings })),
    ...{ weights: 'weights.safetensors', epoch },
  }
  return `${JSON.stringify(model, null, 2)}\n`
}
