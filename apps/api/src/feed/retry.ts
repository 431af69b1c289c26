import { setTimeout as delay } from 'node:timers/promises'
import { isDatabaseAway } from '@atelier/db'
import type { Logger } from 'pino'

const FIRST_DELAY = 100
const LONGEST_DELAY = 5_000

/**
 * Repeats a read while the database is away: its restart must not end the subscriptions that wait for it.
 * Any other failure is a bug and is thrown at once. Gives up when the signal aborts, with the last error.
 */
export async function retried<T>(read: () => Promise<T>, signal: AbortSignal, log: Logger): Promise<T> {
  for (let pause = FIRST_DELAY; ; pause = Math.min(2 * pause, LONGEST_DELAY)) {
    try {
      return await read()
    } catch (error) {
      if (signal.aborted || !isDatabaseAway(error)) throw error
      log.warn({ err: error }, 'the database is away, trying again')
      await delay(pause, undefined, { signal }).catch(() => {
        throw error
      })
    }
  }
}
