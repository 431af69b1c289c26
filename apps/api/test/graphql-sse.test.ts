import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { deleteRuns, finishRun, recordLogLine, recordProgress } from '@atelier/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimedRun, progress, queuedRun } from './support/recording.ts'
import { startApi, type TestApi } from './support/start-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi('graphql_sse')
})
afterAll(() => api.stop())

type Frame = { readonly event: string; readonly data: unknown }

/** The frames of an event stream, as they arrive. */
async function* framesOf(response: Response): AsyncGenerator<Frame, void, void> {
  let text = ''
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    const parts = text.split('\n\n')
    text = parts.pop() ?? ''
    for (const part of parts) {
      const event = /^event: (.*)$/m.exec(part)?.[1]
      const data = /^data: ?(.*)$/m.exec(part)?.[1]
      if (event) yield { event, data: data ? JSON.parse(data) : null }
    }
  }
}

async function read(response: Response, count = Number.POSITIVE_INFINITY): Promise<Frame[]> {
  const frames: Frame[] = []
  for await (const frame of framesOf(response)) if (frames.push(frame) >= count) break
  return frames
}

const post = (query: string, variables: object = {}, headers: Record<string, string> = {}, at = api) =>
  fetch(`${at.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify({ query, variables }),
  })

const follow =
  'subscription ($id: ID!, $after: Cursor) { runEvents(runId: $id, after: $after) { __typename cursor } }'
const changes = 'subscription { runChanges { runId } }'

test('curl -N follows a run to its end, by POST and by GET', async () => {
  const lease = await claimedRun(api)
  await recordProgress(api.db, lease, progress(1, 1))
  await finishRun(api.db, lease, { status: 'COMPLETED', reason: null })
  const address = new URL(`${api.address}/graphql/stream`)
  const body = { query: follow, variables: { id: lease.runId } }
  const json = ['-H', 'content-type: application/json', '-d', JSON.stringify(body)]
  const posted = await promisify(execFile)('curl', ['-sN', address.href, ...json])
  address.searchParams.set('query', body.query)
  address.searchParams.set('variables', JSON.stringify(body.variables))
  const got = await promisify(execFile)('curl', ['-sN', '--compressed', address.href])
  for (const { stdout } of [posted, got]) {
    const types = [...stdout.matchAll(/"__typename":"(\w+)"/g)].map(([, type]) => type)
    expect(types).toEqual(['StatusChanged', 'StatusChanged', 'StepProgress', 'StatusChanged'])
    expect(stdout).toMatch(/event: complete\n/)
  }
})

test('events come live, and a client that was cut off goes on after its cursor', async () => {
  const lease = await claimedRun(api)
  const cursors: unknown[] = []
  const cursorOf = ({ data }: Frame) =>
    (data as { data: { runEvents: { cursor: string } } }).data.runEvents.cursor
  for (const frame of await read(await post(follow, { id: lease.runId }), 2)) cursors.push(cursorOf(frame))
  const rest = read(await post(follow, { id: lease.runId, after: cursors.at(-1) }))
  for (const step of [1, 2, 3]) await recordProgress(api.db, lease, progress(1, step))
  await finishRun(api.db, lease, { status: 'COMPLETED', reason: null })
  for (const frame of (await rest).slice(0, -1)) cursors.push(cursorOf(frame))
  const sequences = cursors.map((cursor) => Number(Buffer.from(String(cursor), 'base64url').toString()))
  expect(sequences).toEqual([1, 2, 3, 4, 5, 6])
})

test('a stream that is not read holds up nobody, loses nothing and leaves nothing behind', async () => {
  const warnings: string[] = []
  const note = ({ name }: Error) => warnings.push(name)
  process.on('warning', note)
  const lease = await claimedRun(api)
  const lines = follow.replace('cursor }', 'cursor ... on LogLine { message } }')
  const unread = await post(lines, { id: lease.runId })
  const reading = read(await post(lines, { id: lease.runId }))
  // More than the buffers between the two hold.
  const message = 'x'.repeat(150_000)
  for (let line = 0; line < 100; line += 1)
    await recordLogLine(api.db, lease, { level: 'info', message: `${line} ${message}` })
  await finishRun(api.db, lease, { status: 'COMPLETED', reason: null })
  const all = await reading
  expect(all).toHaveLength(104)
  expect(await read(unread)).toEqual(all)
  process.off('warning', note)
  expect(warnings).not.toContain('MaxListenersExceededWarning')
})

test('a run that is deleted ends its stream with an error', async () => {
  const runId = await queuedRun(api)
  const response = await post(follow, { id: runId })
  const frames = framesOf(response)
  await frames.next()
  await deleteRuns(api.db, [runId])
  const rest: Frame[] = []
  for await (const frame of frames) rest.push(frame)
  expect(rest.at(-2)).toMatchObject({ data: { errors: [{ extensions: { code: 'NOT_FOUND' } }] } })
  expect(rest.at(-1)?.event).toBe('complete')
})

test('the limits and checks of the other ways in hold', async () => {
  const code = async (query: string, headers: Record<string, string> = {}) => {
    const frames = await read(await post(query, {}, headers))
    return /"code":"(\w+)"/.exec(JSON.stringify(frames))?.[1]
  }
  const heavy =
    '{ runs(first: 200) { edges { node { metric(name: "x", maxPoints: 10000) { buckets { mean } } } } } }'
  expect(await code(heavy)).toBe('QUERY_TOO_COMPLEX')
  expect(await code('{ nothing }')).toBe('BAD_REQUEST')
  expect(await code('{')).toBe('BAD_REQUEST')
  expect(await code('{ projects { id } }')).toBeUndefined()
  expect(await code(changes, { 'x-forwarded-for': '203.0.113.7' })).toBe('UNAUTHENTICATED')
  // A document that was asked before is kept, what it may ask for is not.
  const schema = '{ __schema { queryType { name } } }'
  expect(await code(schema)).toBeUndefined()
  expect(await code(schema, { 'x-forwarded-for': '203.0.113.7' })).toBe('UNAUTHENTICATED')
  expect(await code(heavy)).toBe('QUERY_TOO_COMPLEX')
  expect(await code('{ nothing }')).toBe('BAD_REQUEST')
  const empty = await fetch(`${api.address}/graphql`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json', accept: 'text/event-stream' } },
  })
  expect([empty.status, await empty.json()]).toMatchObject([
    400,
    { errors: [{ extensions: { code: 'BAD_REQUEST' } }] },
  ])
  const large = await post(`{ __typename } # ${'x'.repeat(1024 * 1024)}`)
  expect([large.status, await large.json()]).toMatchObject([
    413,
    { errors: [{ extensions: { code: 'PAYLOAD_TOO_LARGE' } }] },
  ])
})

test('pages of other sites cannot act in the name of the person', async () => {
  const foreign = await post(changes, {}, { origin: 'http://evil.example' })
  expect([foreign.status, await foreign.json()]).toMatchObject([
    403,
    { errors: [{ extensions: { code: 'FORBIDDEN' } }] },
  ])
  expect((await post(changes, {}, { 'content-type': 'text/plain' })).status).toBe(415)
  const query = encodeURIComponent('mutation { createProject(name: "x") { project { id } } }')
  expect((await fetch(`${api.address}/graphql/stream?query=${query}`)).status).toBe(405)
})

test('streams of one asker are bounded, and those that are closed no longer count', async () => {
  const open = await Promise.all(Array.from({ length: 100 }, () => post(changes)))
  const refused = await post(changes)
  expect([refused.status, await refused.json()]).toMatchObject([
    429,
    { errors: [{ extensions: { code: 'TOO_MANY_OPERATIONS' } }] },
  ])
  await Promise.all(open.map((response) => response.body?.cancel()))
  await expect
    .poll(async () => (await read(await post('{ __typename }'))).length, { timeout: 20_000 })
    .toBe(2)
})

test('a stop ends streams without completing them, so that clients connect again', async () => {
  const stopping = await startApi('sse_stopping')
  const response = await post(changes, {}, {}, stopping)
  const rest = read(response)
  await stopping.stop()
  expect(await rest).toEqual([])
})
