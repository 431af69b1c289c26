import { HIGHEST_RATE, MOST_EPOCHS } from '../spec/limits.ts'

/** What a person has changed while a training ran. */
export type Steering = { readonly learningRate?: number; readonly epochs?: number }

/**
 * Steers a training from outside. Every order may be given at any time, before the training has begun too. A pause and
 * a stop are carried out between two steps, or two batches of an evaluation; a learning rate and epochs between two
 * steps, or at the end of the epoch that is being validated. The training's events tell when: `steered` comes once the
 * order is part of a saved checkpoint, so one of which it never told was not carried out.
 */
export class TrainingControl {
  readonly #stop = new AbortController()
  #paused = false
  #steering: Steering = {}
  #wake = Promise.withResolvers<void>()

  /**
   * Holds the training; with checkpoints it is saved first, so that its process may end. While an epoch is validated it
   * is held too, but saved only once that is over: what was trained since the last checkpoint would be trained again.
   */
  pause(): void {
    this.#paused = true
    this.#tell()
  }

  /** Lets a held training go on. */
  resume(): void {
    this.#paused = false
    this.#tell()
  }

  /** Ends the training, a held one too, with `finished` and reason "stopped". */
  stop(): void {
    this.#stop.abort()
  }

  /**
   * Sets the base from which the schedule goes on: those that follow a curve stand where they would with an optimizer
   * of this rate, ReduceLROnPlateau counts only reductions from now on. PiecewiseConstantDecay names its rates itself:
   * the training tells `orderRefused`.
   * @throws RangeError unless it is above 0 and at most 1000
   */
  setLearningRate(learningRate: number): void {
    if (!(learningRate > 0 && learningRate <= HIGHEST_RATE))
      throw new RangeError(
        `the learning rate must be above 0 and at most ${HIGHEST_RATE}, not ${learningRate}`,
      )
    this.#steer({ learningRate })
  }

  /**
   * Sets after how many epochs the training ends. Fewer than are done: after the running one. Once the last epoch is
   * over it is too late: then train anew with `resume` and more epochs.
   * @throws RangeError unless it is a whole number from 1 to 10,000
   */
  setEpochs(epochs: number): void {
    if (!(Number.isInteger(epochs) && epochs >= 1 && epochs <= MOST_EPOCHS))
      throw new RangeError(`epochs must be a whole number from 1 to ${MOST_EPOCHS}, not ${epochs}`)
    this.#steer({ epochs })
  }

  get isPaused(): boolean {
    return this.#paused
  }

  /** Aborted by `stop`. */
  get signal(): AbortSignal {
    return this.#stop.signal
  }

  /** What was asked for since the last call; for the training itself. */
  takeSteering(): Steering {
    const steering = this.#steering
    this.#steering = {}
    return steering
  }

  /** Resolves at the next order after the call; for the training itself. */
  nextOrder(): Promise<void> {
    return this.#wake.promise
  }

  #steer(steering: Steering): void {
    this.#steering = { ...this.#steering, ...steering }
    this.#tell()
  }

  #tell(): void {
    this.#wake.resolve()
    this.#wake = Promise.withResolvers()
  }
}
