import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createDatabase, finishRun, migrateDatabase, openRunQueue, recordProgress } from '@atelier/db'
import { startPostgres } from '@atelier/db/embedded'
import { listenUrlOf } from '@atelier/db/testing'
import { expect, test } from 'vitest'
import { startServer } from '../src/server.ts'
import { claimedRun, progress } from './support/recording.ts'
import { quietly, startApi } from './support/start-api.ts'
import { subscriber, take } from './support/subscriber.ts'

const follow =
  'subscription ($runId: ID!, $after: Cursor) { runEvents(runId: $runId, after: $after) { cursor } }'
type Seen = { readonly runEvents: { readonly cursor: string } }
const sequenceOf = (event: Seen): number =>
  Number(Buffer.from(event.runEvents.cursor, 'base64url').toString())

const serverOptions = (databaseUrl: string) => ({ ...quietly, databaseUrl, dataFolder: '/nowhere' })

test('a client goes on where it was after a restart of the API', async () => {
  const api = await startApi('restart')
  const lease = await claimedRun(api)
  const listenUrl = listenUrlOf(api.databaseUrl)
  const first = await startServer({ ...serverOptions(api.databaseUrl), listenUrl })
  const before = subscriber(first)
  const seen = await take(before.subscribe<Seen>(follow, { runId: lease.runId }), 2)
  await first.stop()
  await before.close()
  for (let step = 1; step <= 4; step += 1) await recordProgress(api.db, lease, progress(1, step))
  const second = await startServer({ ...serverOptions(api.databaseUrl), listenUrl })
  const after = subscriber(second)
  const rest = take(
    after.subscribe<Seen>(follow, { runId: lease.runId, after: seen.at(-1)?.runEvents.cursor }),
  )
  await finishRun(api.db, lease, { status: 'STOPPED', reason: null })
  seen.push(...(await rest))
  expect(seen.map(sequenceOf)).toEqual([1, 2, 3, 4, 5, 6, 7])
  await after.close()
  await second.stop()
  await api.stop()
})

test('a subscription lives through the death of the database and loses nothing', async () => {
  const folder = await mkdtemp('/tmp/atelier-api-restart-')
  await chmod(folder, 0o755)
  const start = () => startPostgres({ folder })
  let postgres = await start()
  const { url } = postgres
  await migrateDatabase(url)
  const db = createDatabase(url)
  const queue = await openRunQueue(url, { tidy: false, onError: () => {} })
  const server = await startServer(serverOptions(url))
  const client = subscriber(server)
  try {
    const lease = await claimedRun({ db, queue })
    const stream = client.subscribe<Seen>(follow, { runId: lease.runId })
    await recordProgress(db, lease, progress(1, 1))
    const seen = await take(stream, 3)
    const rest = take(stream)
    process.kill(postgres.pid, 'SIGKILL')
    await postgres.exited
    postgres = await start()
    expect(postgres.url).toBe(url)
    await recordProgress(db, lease, progress(1, 2))
    await finishRun(db, lease, { status: 'COMPLETED', reason: null })
    seen.push(...(await rest))
    expect(seen.map(sequenceOf)).toEqual([1, 2, 3, 4, 5])
  } finally {
    await client.close()
    await server.stop()
    await queue.stop()
    await db.$disconnect()
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
})
