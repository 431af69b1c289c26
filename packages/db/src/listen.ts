import { setTimeout } from 'node:timers/promises'
import pg from 'pg'

export type ListenHandlers = {
  onNotification(channel: string, payload: string): void
  /** The connection was lost and is back: whatever was told in between was missed, so read what you missed. */
  onReconnect(): void
  /** The connection was lost, or could not be made again yet. */
  onError?(error: Error): void
}

export type Listening = { stop(): Promise<void> }

const FIRST_WAIT_MS = 100
const LONGEST_WAIT_MS = 5000
const HEARTBEAT_MS = 10_000
const ANSWER_WITHIN_MS = 5000

/**
 * LISTENs on a connection of its own and keeps it: a lost one, also one that has silently died, is made again with
 * growing waits. Resolves when the first LISTEN is in place, so what happens afterwards is told.
 * @throws when the first connection cannot be made.
 */
export async function listen(
  url: string,
  channels: readonly string[],
  handlers: ListenHandlers,
): Promise<Listening> {
  const ended = new AbortController()
  let client = await connect(url, channels, handlers)
  const keeping = keep()
  return {
    async stop() {
      ended.abort()
      await keeping
    },
  }

  async function keep(): Promise<void> {
    for (;;) {
      const lost = await watch(client, ended.signal)
      client.removeAllListeners('notification')
      const closed = client.end().catch(() => {})
      if (ended.signal.aborted) return closed
      handlers.onError?.(lost)
      const next = await reconnect()
      if (!next) return
      client = next
      handlers.onReconnect()
    }
  }

  async function reconnect(): Promise<pg.Client | undefined> {
    for (let wait = FIRST_WAIT_MS; !ended.signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      await pause(wait, ended.signal)
      if (ended.signal.aborted) return undefined
      try {
        return await connect(url, channels, handlers)
      } catch (error) {
        handlers.onError?.(asError(error))
      }
    }
    return undefined
  }
}

async function connect(
  url: string,
  channels: readonly string[],
  handlers: ListenHandlers,
): Promise<pg.Client> {
  const client = new pg.Client({
    ...{ connectionString: url, application_name: 'atelier-listen' },
    ...{ connectionTimeoutMillis: ANSWER_WITHIN_MS, query_timeout: ANSWER_WITHIN_MS, keepAlive: true },
  })
  client.on('notification', ({ channel, payload }) => handlers.onNotification(channel, payload ?? ''))
  // Without a listener an error on an idle connection would end the process; watch() sees it too.
  client.on('error', () => {})
  try {
    await client.connect()
    for (const channel of channels) await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
    return client
  } catch (error) {
    await client.end().catch(() => {})
    throw error
  }
}

/** Resolves with the reason when the connection is lost, or when `ended`. */
async function watch(client: pg.Client, ended: AbortSignal): Promise<Error> {
  const { promise, resolve } = Promise.withResolvers<Error>()
  client.once('error', resolve)
  client.once('end', () => resolve(new Error('the database closed the connection')))
  const stop = () => resolve(new Error('stopped'))
  ended.addEventListener('abort', stop, { once: true })
  // A peer that vanished without a word (a pulled cable, a frozen machine) shows only as a question without an answer.
  const heartbeat = setInterval(
    () => client.query('SELECT 1').catch((error) => resolve(asError(error))),
    HEARTBEAT_MS,
  )
  try {
    return await promise
  } finally {
    clearInterval(heartbeat)
    ended.removeEventListener('abort', stop)
  }
}

/** Waits, or ends early when `ended`. */
const pause = (milliseconds: number, ended: AbortSignal): Promise<void> =>
  setTimeout(milliseconds, undefined, { signal: ended }).catch(() => {})

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
