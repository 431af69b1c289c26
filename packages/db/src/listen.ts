import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'

export type ListenHandlers = {
  onNotification(channel: string, payload: string): void
  /** The connection was lost and is back: whatever was told in between was missed, so read what you missed. */
  onReconnect(): void
  /** The connection was lost, or could not be made again yet. */
  onError?(error: Error): void
}

export type ListenOptions = {
  /** How often the connection is tried; an answer is due within half of it. 10 seconds unless told. */
  readonly heartbeatMs?: number
}

export type Listening = {
  /** Whether the connection stands at the moment, as far as is known. */
  connected(): boolean
  stop(): Promise<void>
}

const FIRST_WAIT_MS = 100
const LONGEST_WAIT_MS = 5000
const HEARTBEAT_MS = 10_000
const CONNECT_WITHIN_MS = 10_000
const HEAR_WITHIN_MS = 10_000

/**
 * LISTENs on a connection of its own and keeps it: a lost one, also one that has silently died, is made again with
 * growing waits. Resolves when the first LISTEN is in place, so what happens afterwards is told.
 * @throws when the first connection cannot be made, or hears nothing.
 */
export async function listen(
  url: string,
  channels: readonly string[],
  handlers: ListenHandlers,
  { heartbeatMs = HEARTBEAT_MS }: ListenOptions = {},
): Promise<Listening> {
  const ended = new AbortController()
  let connected = true
  const connect = () => connectTo(url, channels, handlers, heartbeatMs / 2)
  const first = await connect()
  await requireHearing(first, url).catch(async (error: unknown) => {
    await first.end().catch(() => {})
    throw error
  })
  const keeping = keep(first)
  return {
    connected: () => connected && !ended.signal.aborted,
    async stop() {
      ended.abort()
      await keeping
    },
  }

  async function keep(first: pg.Client): Promise<void> {
    let client: pg.Client | undefined = first
    while (client) {
      const lost = await watch(client, heartbeatMs, ended.signal)
      connected = false
      client.removeAllListeners('notification')
      const closed = client.end().catch(() => {})
      if (ended.signal.aborted) return closed
      handlers.onError?.(lost)
      client = await reconnect()
      connected = client !== undefined
      if (client) handlers.onReconnect()
    }
  }

  async function reconnect(): Promise<pg.Client | undefined> {
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      await setTimeout(wait, undefined, { signal: ended.signal }).catch(() => {})
      if (ended.signal.aborted) return undefined
      try {
        return await connect()
      } catch (error) {
        handlers.onError?.(asError(error))
      }
    }
  }
}

async function connectTo(
  url: string,
  channels: readonly string[],
  handlers: ListenHandlers,
  answerWithinMs: number,
): Promise<pg.Client> {
  const client = new pg.Client({
    ...{ connectionString: url, application_name: 'atelier-listen', keepAlive: true },
    ...{ connectionTimeoutMillis: CONNECT_WITHIN_MS, query_timeout: answerWithinMs },
  })
  client.on('notification', ({ channel, payload }) => {
    if (channels.includes(channel)) handlers.onNotification(channel, payload ?? '')
  })
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

/** Through a pooler that gives every transaction another connection, LISTEN succeeds and nothing is ever heard. */
async function requireHearing(client: pg.Client, url: string): Promise<void> {
  const channel = `atelier_hears_${randomUUID()}`
  const other = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_WITHIN_MS })
  other.on('error', () => {})
  try {
    await other.connect()
    await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
    await Promise.all([heard(client, url), other.query('SELECT pg_notify($1, $2)', [channel, ''])])
    await client.query(`UNLISTEN ${pg.escapeIdentifier(channel)}`)
  } finally {
    await other.end().catch(() => {})
  }
}

async function heard(client: pg.Client, url: string): Promise<void> {
  const patience = AbortSignal.timeout(HEAR_WITHIN_MS)
  await once(client, 'notification', { signal: patience }).catch((error: unknown) => {
    if (!patience.aborted) throw error
    const { host } = new URL(url)
    throw new Error(
      `the connection that listens hears nothing at ${host}: DATABASE_LISTEN_URL must lead to PostgreSQL itself, or to a pool in session mode`,
    )
  })
}

/** Resolves with the reason when the connection is lost, or when `ended`. */
async function watch(client: pg.Client, heartbeatMs: number, ended: AbortSignal): Promise<Error> {
  const { promise, resolve } = Promise.withResolvers<Error>()
  const stop = () => resolve(new Error('stopped'))
  client.once('error', resolve)
  client.once('end', () => resolve(new Error('the database closed the connection')))
  ended.addEventListener('abort', stop, { once: true })
  // Told to stop while the connection was being made: the event has already been.
  if (ended.aborted) stop()
  // A peer that vanished without a word (a pulled cable, a frozen machine) shows only as a question without an answer.
  const heartbeat = setInterval(
    () => client.query('SELECT 1').catch((error) => resolve(asError(error))),
    heartbeatMs,
  )
  try {
    return await promise
  } finally {
    clearInterval(heartbeat)
    ended.removeEventListener('abort', stop)
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
