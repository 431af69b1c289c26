import { whenKnown } from './session.ts'

const FIRST_MS = 400
const LONGEST_MS = 8_000

/**
 * Milliseconds before the given retry (from 0): doubling, at most 8 s, spread over half of it
 * so that a restarted API does not meet every page at once.
 */
export function backOff(retry: number, random: () => number = Math.random): number {
  const most = Math.min(FIRST_MS * 2 ** retry, LONGEST_MS)
  return most / 2 + (most / 2) * random()
}

/** Resolves after the time, or at once when the network comes back or the person looks at the page again; never before they are signed in. */
export async function waitToRetry(retry: number): Promise<void> {
  await whenKnown()
  await pauseBefore(retry)
}

/** The same whether or not they are signed in. */
export function pauseBefore(retry: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      window.removeEventListener('online', done)
      document.removeEventListener('visibilitychange', whenSeen)
      resolve()
    }
    const whenSeen = () => {
      if (document.visibilityState === 'visible') done()
    }
    const timer = setTimeout(done, backOff(retry))
    window.addEventListener('online', done)
    document.addEventListener('visibilitychange', whenSeen)
  })
}
