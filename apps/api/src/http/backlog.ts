/** Results that are made and not yet written. */
const MOST_AHEAD = 16

/** Lets a stream run only a little ahead of its client: a slow one must not fill the server's memory. */
export class Backlog {
  #ahead = 0
  #ended = false
  #waiting: (() => void)[] = []

  /** Counts one result in; resolves when there is room for the next. */
  async add(): Promise<void> {
    this.#ahead++
    while (this.#ahead > MOST_AHEAD && !this.#ended)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** One result is written. */
  take(): void {
    this.#ahead--
    this.#wake()
  }

  /** Nobody takes any more. */
  end(): void {
    this.#ended = true
    this.#wake()
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }
}
