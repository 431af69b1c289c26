import type { LayerStatistics } from './layer-statistics.ts'
import type { LayerSummary, ParameterCount } from './model.ts'

export type Split = 'train' | 'validation' | 'test'

/** What a training yields, in this order: layers, then progress and epochs, then the evaluation, then finished. */
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
  | { readonly type: 'finished'; readonly reason: 'completed' | 'stopped' }

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
