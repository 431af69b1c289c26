import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { finishRun, recordProgress } from '@atelier/db'
import { createClient } from 'graphql-ws'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startProcess, stopProcess } from './support/api-process.ts'
import { claimedRun, progress } from './support/recording.ts'
import { startApi, type TestApi } from './support/start-api.ts'
import { subscriber } from './support/subscriber.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi('shutdown')
})
afterAll(() => api.stop())

type Seen = { readonly runEvents: { readonly cursor: string } }
const sequenceOf = (cursor: string): number => Number(Buffer.from(cursor, 'base64url').toString())

test('a follower lives through restarts of the API without gap or repeat', async () => {
  const lease = await claimedRun(api)
  const first = await startProcess(api.databaseUrl)
  const codes: unknown[] = []
  // graphql-ws subscribes anew with the payload that it was given: the cursor in it moves along.
  const variables: Record<string, unknown> = { runId: lease.runId }
  let address = first.port
  const client = createClient({
    ...{ url: () => `ws://127.0.0.1:${address}/graphql`, webSocketImpl: WebSocket },
    // Without this, Node's "connection refused" would end the client, which a browser tells as a closed socket.
    shouldRetry: () => true,
    ...{
      retryAttempts: Number.POSITIVE_INFINITY,
      retryWait: () => new Promise((resolve) => setTimeout(resolve, 20)),
    },
    on: { closed: (event) => codes.push(event instanceof Object && 'code' in event && event.code) },
  })
  const seen: number[] = []
  const query =
    'subscription ($runId: ID!, $after: Cursor) { runEvents(runId: $runId, after: $after) { cursor } }'
  const events = client.iterate<Seen>({ query, variables })
  const follow = async (count: number) => {
    for (let at = 0; at < count; at += 1) {
      const next = await events.next()
      if (next.done) throw new Error('the subscription ended early')
      const cursor = next.value.data?.runEvents.cursor ?? ''
      seen.push(sequenceOf(cursor))
      variables.after = cursor
    }
  }
  await follow(2)
  // The same address again, as after a restart: events that were recorded meanwhile arrive too.
  expect(await stopProcess(first)).toBe(0)
  await recordProgress(api.db, lease, progress(1, 1))
  await recordProgress(api.db, lease, progress(1, 2))
  const second = await startProcess(api.databaseUrl, { port: first.port })
  await recordProgress(api.db, lease, progress(1, 3))
  await follow(3)
  // Another process takes over before this one goes, as in a rolling upgrade.
  const third = await startProcess(api.databaseUrl)
  address = third.port
  const recorded = recordProgress(api.db, lease, progress(1, 4))
  expect(await stopProcess(second)).toBe(0)
  await recorded
  await finishRun(api.db, lease, { status: 'COMPLETED', reason: null })
  await follow(2)
  expect((await events.next()).done).toBe(true)
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(codes.slice(0, 1)).toEqual([1012])
  expect(codes.filter((code) => code === 1012)).toHaveLength(2)
  await client.dispose()
  expect(await stopProcess(third)).toBe(0)
  expect(JSON.parse(third.lines.at(-1) ?? '')).toMatchObject({ msg: 'the API has stopped', level: 'info' })
}, 60_000)

/** Holds a table so that whoever reads it waits. */
async function hold(
  databaseUrl: string,
): Promise<{ isWaitedFor(by: number): Promise<void>; release(): Promise<void> }> {
  const holder = new pg.Client({ connectionString: databaseUrl })
  const watcher = new pg.Client({ connectionString: databaseUrl })
  await Promise.all([holder.connect(), watcher.connect()])
  await holder.query('BEGIN; LOCK TABLE project IN ACCESS EXCLUSIVE MODE')
  return {
    async isWaitedFor(by) {
      for (;;) {
        const { rowCount } = await watcher.query(
          `SELECT FROM pg_locks WHERE NOT granted AND relation = 'project'::regclass`,
        )
        if (rowCount === by) return
      }
    },
    async release() {
      await Promise.all([holder.end(), watcher.end()])
    },
  }
}

test('what has begun is finished, what comes is sent away with a word on when to come back', async () => {
  const stopping = await startApi('finishes')
  const table = await hold(stopping.databaseUrl)
  const overHttp = stopping.ask('{ projects { slug } }')
  const client = subscriber(stopping)
  const overSocket = client.subscribe<object>('{ projects { slug } }', {}).next()
  await table.isWaitedFor(2)
  const stop = stopping.stop()
  for (const path of ['/graphql?query={__typename}', '/', '/images/fashion-mnist/test/0.png']) {
    const refused = await fetch(`${stopping.address}${path}`)
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('2')
    expect(refused.headers.get('connection')).toBe('close')
  }
  expect(await stopping.ask('{ projects { slug } }')).toMatchObject({
    ...{ status: 503, errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] },
  })
  const ready = await fetch(`${stopping.address}/readyz`)
  expect([ready.status, await ready.json()]).toEqual([503, { status: 'not ready', lacking: ['stopping'] }])
  expect((await fetch(`${stopping.address}/healthz`)).status).toBe(200)
  const socket = connect(stopping.port, '127.0.0.1')
  socket.write(
    `GET /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${'a'.repeat(22)}==\r\n\r\n`,
  )
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 503 [\s\S]*retry-after: 2/)
  await table.release()
  const answer = { data: { projects: [{ slug: 'fashion-mnist-study' }] } }
  expect(await overHttp).toMatchObject({ status: 200, ...answer })
  expect(await overSocket).toMatchObject({ value: answer })

  await stop
  await client.close()
})

test('what hangs is cut when the grace is over', async () => {
  const stopping = await startApi('cut', { graceMilliseconds: 100 })
  const table = await hold(stopping.databaseUrl)
  const cut = expect(stopping.ask('{ projects { slug } }')).rejects.toThrow('fetch failed')
  await table.isWaitedFor(1)
  const [stop] = [stopping.stop(), await cut]
  await table.release()
  await stop
})

test('a port that is taken is told in one sentence', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  await expect(startApi('taken', { operators: { host: '127.0.0.1', port } })).rejects.toThrow(
    `Nothing can listen on 127.0.0.1:${port} (ATELIER_METRICS_PORT)`,
  )
  other.close()
})
