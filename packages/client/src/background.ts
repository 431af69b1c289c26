import type { Appender } from './appender.ts'
import type { Lock } from './lock.ts'
import { messageOf } from './message-of.ts'
import { GoneError, type Sender } from './sender.ts'
import { UnreachableError } from './server.ts'

const FIRST_PAUSE = 500
const LONGEST_PAUSE = 30_000
const FSYNC_MILLISECONDS = 1_000
/** Points that come one by one are gathered this long, so that a fast loop does not cost a request a step. */
const GATHER_MILLISECONDS = 250

type Parts = {
  /** Null: nothing is sent, `atelier sync` does that. */
  readonly sender: Sender | null
  readonly appender: Appender
  readonly lock: Lock | null
  say(message: string): void
}

/** Sends a run while it trains, whenever the event loop gets a turn. Its timers never keep a script from ending. */
export class Background {
  readonly #parts: Parts
  readonly #safekeeping: NodeJS.Timeout
  readonly #ended: Promise<void>
  #isOver = false
  #closing = false
  #stopped = false
  #progressAt = Date.now()
  #wake: () => void = () => {}
  #hasNews = true

  constructor(parts: Parts) {
    this.#parts = parts
    this.#safekeeping = setInterval(() => {
      parts.appender.fsync()
      parts.lock?.touch()
    }, FSYNC_MILLISECONDS).unref()
    this.#ended = parts.sender ? this.#send(parts.sender) : Promise.resolve()
    void this.#ended.then(() => {
      this.#isOver = true
    })
  }

  /** Something new is in the spool. */
  news(): void {
    this.#hasNews = true
    this.#wake()
  }

  /**
   * Sends what is left. Waits as long as something gets through, and `patience` milliseconds longer than that.
   * @returns whether everything was taken by the server
   */
  async close(patience: number): Promise<boolean> {
    const { sender, lock } = this.#parts
    this.#closing = true
    this.#progressAt = Date.now()
    this.#parts.appender.fsync()
    this.news()
    while (!this.#isOver && Date.now() - this.#progressAt <= patience)
      await Promise.race([this.#ended, new Promise((resolve) => setTimeout(resolve, 50))])
    const isOver = this.#isOver
    this.stop()
    if (isOver) lock?.release()
    return sender?.sent.done === true
  }

  /** At once: what is not sent is left to `atelier sync`. */
  stop(): void {
    this.#closing = true
    this.#stopped = true
    clearInterval(this.#safekeeping)
    this.#parts.appender.close()
    this.#parts.sender?.stop()
    this.#wake()
  }

  async #send(sender: Sender): Promise<void> {
    const { say } = this.#parts
    let pause = FIRST_PAUSE
    let isAway = false
    let isTold = false
    try {
      while (!this.#stopped) {
        // Cleared before looking, so that what comes meanwhile is looked for again.
        this.#hasNews = false
        let worked: boolean
        try {
          worked = await sender.step()
        } catch (error) {
          if (!(error instanceof UnreachableError)) throw error
          if (!isAway) say(`${error.message.replace(/\.$/, '')}. Points are kept and sent later.`)
          isAway = true
          // A script that ends tries more often: it does not wait for long.
          const isEnding = this.#closing
          const wait = isEnding ? FIRST_PAUSE : pause * (0.75 + Math.random() / 2)
          await this.#sleep(wait, () => this.#stopped || (this.#closing && !isEnding))
          pause = Math.min(2 * pause, LONGEST_PAUSE)
          continue
        }
        pause = FIRST_PAUSE
        if (isAway) say('the server answers again.')
        isAway = false
        if (!isTold && sender.page !== null) {
          say(`the run is at ${sender.page}`)
          isTold = true
        }
        if (worked) this.#progressAt = Date.now()
        else if (sender.sent.done) return sender.complete()
        else if (this.#closing) return
        else {
          await this.#sleep(FSYNC_MILLISECONDS, () => this.#closing || this.#hasNews)
          await this.#sleep(GATHER_MILLISECONDS, () => this.#closing)
        }
      }
    } catch (error) {
      const reason = messageOf(error)
      if (error instanceof GoneError) say(`nothing more is sent: ${reason}`)
      // A bug of ours must not be seen by the training.
      else say(`sending failed: ${reason}. What was logged is on disk; send it with: atelier sync`)
    }
  }

  /** Until the time is over, or `news` or `stop` is called and the condition holds. */
  async #sleep(milliseconds: number, until: () => boolean): Promise<void> {
    if (until()) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      if (!this.#closing) timer.unref()
      this.#wake = () => {
        if (!until()) return
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = () => {}
  }
}
