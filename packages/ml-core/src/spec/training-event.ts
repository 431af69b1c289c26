import type { EpochFigures } from './epoch-figures.ts'
import type { LayerStatistics } from './layer-statistics.ts'
import type { LayerSummary, ParameterCount } from './summary.ts'

export type Split = 'train' | 'validation' | 'test'

/**
 * What a training yields, in this order: layers, where it goes on from, progress and epochs, the evaluation, finished.
 * In between it tells what it was told to do and what it saved. An `epoch` is the running one, from 1; a `step` counts
 * the steps done in it.
 */
export type TrainingEvent =
  | {
      readonly type: 'layersSummarized'
      readonly layers: readonly LayerSummary[]
      readonly parameterCount: ParameterCount
      readonly device: string
    }
  | StepProgress
  | EpochCompleted
  | { readonly type: 'evaluationCompleted'; readonly evaluation: Evaluation }
  /** It goes on from this checkpoint: what comes before it is not told again, but for the finished epochs' figures. */
  | {
      readonly type: 'resumedFrom'
      readonly epoch: number
      readonly step: number
      readonly path: string
      readonly history: readonly EpochFigures[]
    }
  /** A damaged checkpoint was passed over; it now has ".refused" behind its name. */
  | { readonly type: 'checkpointRefused'; readonly path: string; readonly reason: string }
  | CheckpointSaved
  | CheckpointFailed
  /** Older checkpoints should have gone and could not be removed: the disk holds more than it need. */
  | { readonly type: 'oldCheckpointsKept'; readonly reason: string }
  | { readonly type: 'paused'; readonly epoch: number; readonly step: number }
  | { readonly type: 'resumed'; readonly epoch: number; readonly step: number }
  | {
      readonly type: 'steered'
      readonly epoch: number
      readonly step: number
      readonly learningRate?: number
      readonly epochs?: number
    }
  /** An order that was not carried out, since it would have changed nothing. */
  | { readonly type: 'orderRefused'; readonly epoch: number; readonly step: number; readonly reason: string }
  /** The figures did not improve any more: this epoch was the last. */
  | { readonly type: 'earlyStopped'; readonly epoch: number; readonly bestEpoch: number | null }
  /** The weights are those of this epoch again; the evaluation that follows judges them. */
  | { readonly type: 'bestWeightsRestored'; readonly epoch: number }
  /** The weights of this epoch, the best, were not kept (the setting is newer): those of the last one stay. */
  | { readonly type: 'bestWeightsMissing'; readonly epoch: number }
  | { readonly type: 'finished'; readonly reason: 'completed' | 'stopped' }

/** A checkpoint is safe on the disk. */
type CheckpointSaved = {
  readonly type: 'checkpointSaved'
  readonly epoch: number
  readonly step: number
  readonly path: string
}

/** A checkpoint could not be written, on a full disk for one; the training goes on. */
type CheckpointFailed = {
  readonly type: 'checkpointFailed'
  readonly epoch: number
  readonly step: number
  readonly reason: string
}

/** At most about two a second. */
export type StepProgress = {
  readonly type: 'stepProgress'
  readonly epoch: number
  /** Within the epoch, from 1. */
  readonly step: number
  readonly stepsPerEpoch: number
  /** Means since the epoch began. */
  readonly loss: number
  readonly accuracy: number
  readonly examplesPerSecond: number
}

export type EpochCompleted = {
  readonly type: 'epochCompleted'
  readonly epoch: number
  readonly loss: number
  readonly accuracy: number
  readonly validationLoss: number
  readonly validationAccuracy: number
  /** Of its last step. */
  readonly learningRate: number
  /** Wall time of the training steps, without validation. */
  readonly seconds: number
  readonly examplesPerSecond: number
  /** Step of the whole run at which `batchLoss[0]` was taken, from 1. */
  readonly firstStep: number
  readonly batchLoss: Float32Array
  readonly batchAccuracy: Float32Array
  /** Of each step by itself. */
  readonly batchExamplesPerSecond: Float32Array
  /** How each layer stood in the last step, in the model's order; none where `layerStatistics` was switched off. */
  readonly layers: readonly LayerStatistics[]
  readonly validation: Predictions
}

/** How a model judged a contiguous stretch of one split: entry i is example `firstExample + i`. */
export type Predictions = {
  readonly split: Split
  readonly firstExample: number
  readonly actual: Uint8Array
  readonly predicted: Uint8Array
  /** Probability of the predicted class. */
  readonly confidence: Float32Array
  /** counts[label][prediction] */
  readonly confusionMatrix: readonly (readonly number[])[]
}

export type Evaluation = {
  readonly epoch: number
  readonly split: Split
  readonly loss: number
  readonly accuracy: number
  readonly examples: number
  readonly predictions: Predictions
}
