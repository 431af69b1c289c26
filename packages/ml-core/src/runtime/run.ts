import type { CompiledTraining } from '../compile.ts'
import { type DatasetInfo, type TrainingSpec, trainCountOf } from '../spec/training.ts'
import type { Checkpointing } from './checkpointing.ts'
import type { TrainingControl } from './control.ts'
import type { Stretch } from './evaluate.ts'
import type { Progress } from './progress.ts'
import type { Session } from './session.ts'

/** A training that runs: what it works with, and how far it has come. */
export type Run = {
  readonly spec: TrainingSpec
  readonly info: DatasetInfo
  /** Of all images, in the data set's order. */
  readonly labels: Uint8Array
  readonly compiled: CompiledTraining
  readonly session: Session
  readonly control: TrainingControl
  /** Aborted by whoever may stop the training. */
  readonly signal: AbortSignal
  /** null: nothing is saved. */
  readonly checkpointing: Checkpointing | null
  readonly layerStatistics: boolean
  readonly progress: Progress
}

/** Which images train, validate and test. Validation is Keras's: the last of the training images, or the test set. */
export function stretches(
  spec: TrainingSpec,
  info: DatasetInfo,
): Record<'training' | 'validation' | 'test', Stretch> {
  const limit = spec.trainLimit ?? info.trainCount
  const kept = trainCountOf(limit, spec.validationSplit)
  const test: Stretch = { split: 'test', start: info.trainCount, count: info.testCount, firstExample: 0 }
  const heldBack: Stretch = { split: 'validation', start: kept, count: limit - kept, firstExample: kept }
  return {
    training: { split: 'train', start: 0, count: kept, firstExample: 0 },
    validation: spec.validationSplit === null ? test : heldBack,
    test,
  }
}
