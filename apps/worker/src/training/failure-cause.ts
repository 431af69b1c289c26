import { existsSync } from 'node:fs'
import type { FailureCause } from '@atelier/db'
import { datasetFolder, TrainingDiverged } from '@atelier/ml-core'
import { messageOf } from '../message-of.ts'

/** What kind of failure an error of a training is, as its process can tell. */
export function failureCause(error: unknown, dataset: { dataFolder: string; name: string }): FailureCause {
  if (error instanceof TrainingDiverged) return 'DIVERGED'
  if (hasCode(error, 'ENOSPC') || hasCode(error, 'EDQUOT')) return 'DISK_FULL'
  const message = messageOf(error)
  if (/\bOOM when allocating|RESOURCE_EXHAUSTED|Array buffer allocation failed|std::bad_alloc/i.test(message))
    return 'OUT_OF_MEMORY'
  const folder = datasetFolder(dataset.dataFolder, dataset.name)
  if (!existsSync(folder) || message.includes(folder)) return 'DATASET_MISSING'
  return 'OTHER'
}

/** Whether an error, or what caused it, is one of the system under this code. */
function hasCode(error: unknown, code: string): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && error.code === code) || hasCode(error.cause, code)
}
