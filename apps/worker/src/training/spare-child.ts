import type { Threads } from '@atelier/ml-core/spec'
import { TrainingChild } from './training-child.ts'

/** One training process kept warm, so that a launched run takes its first step at once. */
export class SpareChild {
  readonly #onLine: (line: string) => void
  #spare: TrainingChild | undefined
  /** What the last run wanted: the next one is most often of its kind. */
  #threads: Threads = 'together'

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  /** Starts one unless one waits. Call it while a slot is free: loading TensorFlow takes a core for a second. */
  prepare(): void {
    if (!this.#spare || this.#spare.hasEnded) this.#spare = new TrainingChild(this.#onLine, this.#threads)
  }

  /**
   * The spare one, or a new one where it has died or TensorFlow was loaded with other threads: why it died is then
   * told by the new one's end.
   */
  take(threads: Threads): TrainingChild {
    if (threads !== this.#threads) this.discard()
    this.#threads = threads
    this.prepare()
    const child = this.#spare ?? new TrainingChild(this.#onLine, threads)
    this.#spare = undefined
    return child
  }

  discard(): void {
    this.#spare?.kill()
    this.#spare = undefined
  }
}
