import type { Values } from '../runtime/session.ts'
import type { EpochFigures } from '../spec/epoch-figures.ts'
import type { Fingerprint } from './fingerprint.ts'

/** Between which two steps of a training a checkpoint was taken. */
export type Position = {
  /** The running epoch, or the one that has just ended; from 1. */
  readonly epoch: number
  /** Steps done in it. */
  readonly step: number
  /** Steps done over the whole run: also the graph's own counter. */
  readonly stepsDone: number
}

/** What the running epoch has gathered from its steps so far. */
export type Gathered = {
  /** Sums over examples. */
  readonly lossSum: number
  readonly accuracySum: number
  /** Wall time of the steps. */
  readonly seconds: number
  /** An entry a step. */
  readonly batchLoss: Float32Array
  readonly batchAccuracy: Float32Array
  readonly batchExamplesPerSecond: Float32Array
}

/** What a person may steer, as it stands and as the spec had it: where a later spec says otherwise, that one wins. */
export type Steered = {
  readonly learningRate: number
  /** How many epochs had ended when a person set the learning rate; 0: nobody has. */
  readonly learningRateSince: number
  readonly epochs: number
  readonly spec: { readonly learningRate: number; readonly epochs: number }
}

export type Variables = ReadonlyMap<string, Values>

/**
 * All that a training needs to go on as if nothing had happened. There is no random state beside the position:
 * shuffles are drawn from (seed, epoch), dropout and augmentation from (seed, step), initial weights from the seed.
 */
export type Checkpoint = {
  readonly fingerprint: Fingerprint
  readonly position: Position
  /** Finished epochs, the first one first: as many as `position.epoch` at an epoch's end, one fewer within it. */
  readonly history: readonly EpochFigures[]
  /** Empty at an epoch's end. */
  readonly gathered: Gathered
  readonly steered: Steered
  /** Every variable of the graph: weights, moving averages, the optimizer's slots, the step counter. */
  readonly variables: Variables
  /** What early stopping would go back to. */
  readonly best: { readonly epoch: number; readonly variables: Variables } | null
}

/** Whether it stands at the end of its epoch: others may start from there with other settings. */
export const isEpochEnd = ({ history, position }: Pick<Checkpoint, 'history' | 'position'>): boolean =>
  history.length === position.epoch

/** A checkpoint that is not used: the message is one sentence that names the file and the reason. */
export class CheckpointRefused extends Error {
  override readonly name = 'CheckpointRefused'
  readonly file: string
  readonly reason: string
  /** A sound checkpoint, but of another training. */
  readonly foreign: boolean

  constructor(file: string, reason: string, foreign = false) {
    super(`the checkpoint ${file} cannot be used: ${reason}`)
    this.file = file
    this.reason = reason
    this.foreign = foreign
  }
}
