import type { Gathered } from '../checkpoint/checkpoint.ts'

/** What one step gave. */
export type StepResult = {
  /** Means over the batch. */
  readonly loss: number
  readonly accuracy: number
  readonly examples: number
  readonly seconds: number
}

/** The epoch that is being trained: what its steps have given so far. Its clock stands still until `start`. */
export class RunningEpoch {
  /** From 1. */
  readonly number: number
  readonly stepsPerEpoch: number
  readonly batchLoss: Float32Array
  readonly batchAccuracy: Float32Array
  readonly batchExamplesPerSecond: Float32Array
  /** Steps done. */
  step = 0
  /** Examples seen. */
  seen = 0
  #lossSum = 0
  #accuracySum = 0
  #began: number | null = null
  #secondsBefore = 0

  /** @param gathered what steps before a checkpoint gave */
  constructor(number: number, examples: number, batchSize: number, gathered?: Gathered) {
    this.number = number
    this.stepsPerEpoch = Math.ceil(examples / batchSize)
    this.batchLoss = new Float32Array(this.stepsPerEpoch)
    this.batchAccuracy = new Float32Array(this.stepsPerEpoch)
    this.batchExamplesPerSecond = new Float32Array(this.stepsPerEpoch)
    if (!gathered) return
    this.step = gathered.batchLoss.length
    this.seen = Math.min(examples, this.step * batchSize)
    this.#lossSum = gathered.lossSum
    this.#accuracySum = gathered.accuracySum
    this.#secondsBefore = gathered.seconds
    this.batchLoss.set(gathered.batchLoss)
    this.batchAccuracy.set(gathered.batchAccuracy)
    this.batchExamplesPerSecond.set(gathered.batchExamplesPerSecond)
  }

  get isTrained(): boolean {
    return this.step === this.stepsPerEpoch
  }

  add({ loss, accuracy, examples, seconds }: StepResult): void {
    this.batchLoss[this.step] = loss
    this.batchAccuracy[this.step] = accuracy
    this.batchExamplesPerSecond[this.step] = examples / seconds
    this.#lossSum += loss * examples
    this.#accuracySum += accuracy * examples
    this.seen += examples
    this.step += 1
  }

  /** Starts the clock: graph and data are there, steps follow. */
  start(): void {
    this.#began = performance.now()
  }

  /** Takes time, in milliseconds, off the clock: a pause is no training. */
  exclude(milliseconds: number): void {
    this.#secondsBefore -= milliseconds / 1000
  }

  /** Means since the epoch began. */
  means(): { loss: number; accuracy: number; seconds: number; examplesPerSecond: number } {
    const seconds = this.#seconds()
    return {
      loss: this.#lossSum / this.seen,
      accuracy: this.#accuracySum / this.seen,
      seconds,
      examplesPerSecond: this.seen / seconds,
    }
  }

  gathered(): Gathered {
    return {
      lossSum: this.#lossSum,
      accuracySum: this.#accuracySum,
      seconds: this.#seconds(),
      batchLoss: this.batchLoss.slice(0, this.step),
      batchAccuracy: this.batchAccuracy.slice(0, this.step),
      batchExamplesPerSecond: this.batchExamplesPerSecond.slice(0, this.step),
    }
  }

  #seconds(): number {
    const running = this.#began === null ? 0 : performance.now() - this.#began
    return this.#secondsBefore + running / 1000
  }
}
