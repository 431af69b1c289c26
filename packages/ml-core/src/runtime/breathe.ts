import { setImmediate } from 'node:timers/promises'

/** At most this long, in milliseconds, does the process not listen: a session call blocks it. */
const LISTEN_EVERY = 25
let listened = 0

/**
 * Lets messages and signals in, now and then: session calls are synchronous.
 * @throws the signal's reason when it is aborted
 */
export async function breathe(signal: AbortSignal | undefined): Promise<void> {
  const now = performance.now()
  if (now - listened > LISTEN_EVERY) {
    await setImmediate()
    listened = performance.now()
  }
  signal?.throwIfAborted()
}
