import { type Client, createClient } from 'graphql-ws'
import { workspaceOfPage } from '../workspace/place.ts'
import { waitToRetry } from './back-off.ts'
import { connection } from './connection.ts'
import { session } from './session.ts'

const PING_EVERY_MS = 10_000
const PONG_WITHIN_MS = 5_000
const NORMAL_CLOSURE = 1_000
/** What the server closes with when it does not, or no longer, know who is there. */
const REFUSED: ReadonlySet<number> = new Set([4_401, 4_403])

let client: Client | undefined

/** The page's one WebSocket: opened at the first subscription, closed after the last, reconnecting by itself. */
export function liveClient(): Client {
  client ??= makeClient()
  return client
}

function makeClient(): Client {
  let unanswered: ReturnType<typeof setTimeout> | undefined
  const made = createClient({
    url: () => `${window.location.protocol === 'https:' ? 'wss' : 'ws'}://${window.location.host}/graphql`,
    connectionParams: () => ({ workspace: workspaceOfPage() }),
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: waitToRetry,
    lazyCloseTimeout: 3_000,
    keepAlive: PING_EVERY_MS,
    on: {
      connected: () => connection.set('connected'),
      closed: (event) => {
        clearTimeout(unanswered)
        if (event instanceof CloseEvent && REFUSED.has(event.code)) session.end()
        const wanted = event instanceof CloseEvent && event.code === NORMAL_CLOSURE && event.wasClean
        connection.set(wanted || session.get() === 'ended' ? 'idle' : 'reconnecting')
      },
      ping: (received) => {
        if (received) return
        // A network that went away without a word closes nothing: no answer means that it is gone.
        unanswered = setTimeout(() => made.terminate(), PONG_WITHIN_MS)
      },
      pong: (received) => {
        if (received) clearTimeout(unanswered)
      },
    },
  })
  // A socket keeps the cookie that it was opened with: who signs in again gets a new one.
  session.subscribe(() => {
    if (session.get() === 'known') made.terminate()
  })
  return made
}
