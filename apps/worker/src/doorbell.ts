import { setTimeout } from 'node:timers/promises'

/** Wakes whoever waits. A ring while nobody waits is kept for the next wait, so that none is missed. */
export class Doorbell {
  #rung = false
  #wake: AbortController | undefined

  ring(): void {
    this.#rung = true
    this.#wake?.abort()
  }

  /** Resolves at a ring, or after `atMostMs`. */
  async wait(atMostMs: number): Promise<void> {
    if (!this.#rung) {
      this.#wake = new AbortController()
      await setTimeout(atMostMs, undefined, { signal: this.#wake.signal }).catch(() => {})
    }
    this.#rung = false
  }
}
