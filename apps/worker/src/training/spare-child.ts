import { TrainingChild } from './training-child.ts'

/** One training process kept warm, so that a launched run takes its first step at once. */
export class SpareChild {
  readonly #onLine: (line: string) => void
  #spare: TrainingChild | undefined

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  /** Starts one unless one waits. Call it while nothing trains: loading TensorFlow takes a core for a second. */
  prepare(): void {
    if (!this.#spare || this.#spare.hasEnded) this.#spare = new TrainingChild(this.#onLine)
  }

  /** The spare one, or a new one where it has died: why it died is then told by the new one's end. */
  take(): TrainingChild {
    this.prepare()
    const child = this.#spare ?? new TrainingChild(this.#onLine)
    this.#spare = undefined
    return child
  }

  discard(): void {
    this.#spare?.kill()
    this.#spare = undefined
  }
}
