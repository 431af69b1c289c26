/** Where consumers wait until there is something to look at. */
export class WaitingRoom {
  readonly #waiting = new Set<() => void>()

  /** Resolves at the next `wake`, or when the signal aborts. Look first, then wait, with no await between. */
  wait(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const leave = () => {
        this.#waiting.delete(leave)
        // Removed again, so that a long subscription does not gather one listener an event.
        signal.removeEventListener('abort', leave)
        resolve()
      }
      this.#waiting.add(leave)
      signal.addEventListener('abort', leave)
    })
  }

  wake(): void {
    for (const leave of [...this.#waiting]) leave()
  }
}
