import {
  createProject,
  deleteRuns,
  finishRun,
  recordEpoch,
  recordProgress,
  requestStop,
  updateRun,
} from '@atelier/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimedRun, epochRecord, progress, queuedRun } from './support/recording.ts'
import { startApi, type TestApi } from './support/start-api.ts'
import { type Subscriber, subscriber, take } from './support/subscriber.ts'

let api: TestApi
let client: Subscriber
beforeAll(async () => {
  api = await startApi('run_changes')
  client = subscriber(api)
})
afterAll(async () => {
  await client.close()
  await api.stop()
})

type Change = {
  readonly runChanges: {
    readonly kind: string
    readonly runId: string
    readonly run: { readonly status: string; readonly name: string; readonly epochsCompleted: number } | null
  }
}
type Stream = AsyncIterableIterator<{ readonly data?: Change | null | undefined }>

const follow = /* GraphQL */ `
  subscription ($projectId: ID) {
    runChanges(projectId: $projectId) {
      kind runId
      run { id status name epochsCompleted project { slug } history { index } evaluation { accuracy } }
    }
  }`

/** A stream that is known to be up: the change that proves it is taken off. */
async function liveStream(projectId: string | null = null): Promise<Stream> {
  const stream = client.subscribe<Change>(follow, { projectId })
  // Stopped, so that no worker of these tests takes it.
  const runId = await queuedRun(api, 'probe')
  await requestStop(api.db, runId)
  let up = false
  const arrived = take(stream, 1).then(() => {
    up = true
  })
  while (!up) await Promise.race([arrived, updateRun(api.db, { id: runId, notes: 'probe' })])
  return stream
}

/** Reads on until a change fits, past changes of other runs that tests before have left on the way. */
async function until(
  stream: Stream,
  fits: (change: Change['runChanges']) => boolean,
): Promise<Change['runChanges']> {
  for (;;) {
    const [next] = await take(stream, 1)
    if (!next) throw new Error('the stream ended')
    if (fits(next.runChanges)) return next.runChanges
  }
}

test('a list hears of a run from its launch to its end and its deletion', async () => {
  const stream = await liveStream()
  const lease = await claimedRun(api)
  const ofRun = (fits: (change: Change['runChanges']) => boolean) =>
    until(stream, (change) => change.runId === lease.runId && fits(change))
  expect(await ofRun(() => true)).toMatchObject({ kind: 'CREATED', run: { epochsCompleted: 0 } })
  await recordEpoch(api.db, lease, epochRecord(1))
  expect(await ofRun((change) => change.run?.epochsCompleted === 1)).toMatchObject({
    kind: 'UPDATED',
    run: {
      status: 'RUNNING',
      project: { slug: 'fashion-mnist-study' },
      history: [{ index: 1 }],
      evaluation: null,
    },
  })
  await updateRun(api.db, { id: lease.runId, name: 'renamed' })
  expect(await ofRun((change) => change.run?.name === 'renamed')).toMatchObject({ kind: 'UPDATED' })
  await finishRun(api.db, lease, { status: 'COMPLETED', reason: null })
  expect(await ofRun((change) => change.run?.status === 'COMPLETED')).toMatchObject({ kind: 'UPDATED' })
  await deleteRuns(api.db, [lease.runId])
  expect(await ofRun((change) => change.run === null)).toMatchObject({ kind: 'DELETED' })
  await stream.return?.()
})

test('changes in quick succession come as few messages, the last with the final state', async () => {
  const stream = await liveStream()
  const runId = await queuedRun(api)
  for (let change = 1; change <= 40; change += 1)
    await updateRun(api.db, { id: runId, name: `name ${change}` })
  let messages = 0
  await until(stream, (change) => {
    if (change.runId === runId) messages += 1
    return change.run?.name === 'name 40'
  })
  expect(messages).toBeLessThan(40)
  await requestStop(api.db, runId)
  await stream.return?.()
})

test('steps are no news for lists, and other projects none for a project', async () => {
  const made = await createProject(api.db, {
    workspaceId: (await api.db.workspace.findFirstOrThrow()).id,
    name: 'Elsewhere',
  })
  if (!made.ok) throw new Error('no project')
  const everything = await liveStream()
  const elsewhere = client.subscribe<Change>(follow, { projectId: made.value.id })
  const first = take(elsewhere, 1)
  const lease = await claimedRun(api)
  await until(everything, (change) => change.runId === lease.runId && change.run?.status === 'RUNNING')
  // Whatever else its claim is news of has been told once a later run is.
  const marker = await queuedRun(api)
  await until(everything, (change) => change.runId === marker)
  for (let step = 1; step <= 4; step += 1) await recordProgress(api.db, lease, progress(1, step))
  const other = await queuedRun(api)
  const next = await until(everything, () => true)
  expect(next).toMatchObject({ runId: other, kind: 'CREATED' })
  await api.db.run.update({ where: { id: other }, data: { projectId: made.value.id, number: 1 } })
  await updateRun(api.db, { id: other, notes: 'moved' })
  expect(await first).toMatchObject([{ runChanges: { runId: other } }])
  await everything.return?.()
  await elsewhere.return?.()
})

test('what happens while the connection that listens is away is told afterwards', async () => {
  const [kept, doomed] = [await queuedRun(api), await queuedRun(api)]
  const stream = await liveStream()
  // Written past the verbs, so that no notification tells of it: only the comparison after the reconnect can.
  await api.db.$transaction(async (tx) => {
    await tx.$executeRaw`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'atelier-listen' AND datname = current_database()`
    await tx.run.update({ where: { id: kept }, data: { name: 'changed without a word' } })
    await tx.run.delete({ where: { id: doomed } })
  })
  const told = new Map<string, Change['runChanges']>()
  await until(stream, (change) => {
    told.set(change.runId, change)
    return told.get(doomed)?.kind === 'DELETED' && told.get(kept)?.run?.name === 'changed without a word'
  })
  expect(told.get(doomed)).toMatchObject({ kind: 'DELETED', run: null })
  expect(told.get(kept)).toMatchObject({ kind: 'UPDATED' })
  await stream.return?.()
})
