import { once } from 'node:events'
import { Writable } from 'node:stream'
import { finishRun, recordProgress } from '@atelier/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '../src/observe/log.ts'
import { claimedRun, progress } from './support/recording.ts'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'
import { subscriber, take } from './support/subscriber.ts'

type Line = { readonly [name: string]: unknown; readonly msg: string; readonly level: string }

/** A log that tests can read: every write is one line of JSON. */
class Lines extends Writable {
  readonly #lines: Line[] = []
  #text = ''
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#text += chunk
    const whole = this.#text.split('\n')
    this.#text = whole.pop() ?? ''
    this.#lines.push(...whole.map((line): Line => JSON.parse(line)))
    this.emit('line')
    done()
  }
  /** The first line that fits, now or later. */
  async find(fits: (line: Line) => boolean): Promise<Line> {
    for (;;) {
      const line = this.#lines.find(fits)
      if (line) return line
      await once(this, 'line')
    }
  }
  get text(): string {
    return this.#lines.map((line) => JSON.stringify(line)).join('\n')
  }
}

let api: TestApi
const lines = new Lines()
beforeAll(async () => {
  api = await startApi('operating', {
    log: createLog({ name: 'api', level: 'debug' }, lines),
    operators: { host: '127.0.0.1', port: 0 },
  })
})
afterAll(() => api.stop())

const post = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${api.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

/** A run whose stored configuration cannot be read: asking for it is a bug of ours. */
async function brokenRun(): Promise<string> {
  const project = await api.db.project.findFirstOrThrow()
  const number = 1000 + (await api.db.run.count())
  const run = await api.db.run.create({
    data: {
      ...{ projectId: project.id, number, name: 'broken', source: 'LAUNCHED', status: 'FAILED' },
      config: { secret: 'inside' },
    },
  })
  return run.id
}

test('a request keeps the id that it came with, in the answer and in its line of the log', async () => {
  const query = 'query Slugs($first: Int = 7) { projects { slug } runs(first: $first) { totalCount } }'
  const answer = await post(
    { query, variables: { first: 3 } },
    { 'x-request-id': 'edge:4711', cookie: 'session=hush', authorization: 'Bearer hush' },
  )
  expect(answer.headers.get('x-request-id')).toBe('edge:4711')
  const line = await lines.find(({ requestId, msg }) => requestId === 'edge:4711' && msg === 'request')
  expect(line).toMatchObject({
    ...{ level: 'info', name: 'api', method: 'POST', path: '/graphql', status: 200 },
    operation: { type: 'query', name: 'Slugs', fields: ['projects', 'runs'] },
    ms: expect.any(Number),
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  })
  expect(lines.text).not.toContain('hush')
  expect(lines.text).not.toContain('totalCount')
})

test('an id that could be anything else than an id is replaced', async () => {
  for (const offered of ['a b', '{"level":"fatal"}', 'x'.repeat(200), 'ä']) {
    const answer = await fetch(`${api.address}/healthz`, {
      headers: { 'x-request-id': Buffer.from(offered).toString('latin1') },
    })
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  }
})

test('nothing that a client sends forges a line', async () => {
  await post({
    query: 'query X { projects { id } }\n{"level":"fatal","msg":"forged"}',
    operationName: 'X\n{}',
  })
  await fetch(`${api.address}/no%0A{"level":"fatal","msg":"forged"}/token-of-a-link?key=hush`)
  const line = await lines.find(({ path }) => String(path).startsWith('/no'))
  expect(line).toMatchObject({ level: 'debug', status: 404, path: expect.stringMatching(/\/…|token/) })
  expect(lines.text).not.toContain('"msg":"forged"')
  expect(lines.text).not.toContain('hush')
})

test('an error that hides a bug tells the id under which the log has it in full', async () => {
  const id = await brokenRun()
  const answer = await post(
    { query: `{ run(id: "${id}") { config { dataset } } }` },
    { 'x-request-id': 'bug-1' },
  )
  expect(await answer.json()).toMatchObject({
    errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'bug-1' } }],
  })
  const failure = await lines.find(
    ({ msg, requestId }) => msg === 'a request failed' && requestId === 'bug-1',
  )
  expect(failure).toMatchObject({ level: 'error', err: { type: 'ZodError', stack: expect.any(String) } })
  const line = await lines.find(({ msg, requestId }) => msg === 'request' && requestId === 'bug-1')
  expect(line).toMatchObject({ level: 'error', codes: ['INTERNAL_SERVER_ERROR'] })
  // What a client did wrong is no bug: no id, and no alarm.
  const refused = await (await post({ query: '{ nothing }' }, { 'x-request-id': 'typo-1' })).json()
  expect(refused).toEqual({
    errors: [expect.objectContaining({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })],
  })
  expect(await lines.find(({ requestId }) => requestId === 'typo-1')).toMatchObject({
    ...{ level: 'info', codes: ['GRAPHQL_VALIDATION_FAILED'], operation: { type: 'unknown' } },
  })
})

test('each operation of a WebSocket has an id of its own', async () => {
  const id = await brokenRun()
  const client = subscriber(api)
  const ask = async (query: string) => (await client.subscribe<object>(query, {}).next()).value
  const [first, second] = await Promise.all([
    ask(`query Socket { run(id: "${id}") { config { dataset } } }`),
    ask(`query Socket { run(id: "${id}") { config { dataset } } }`),
  ])
  const ids = [first, second].map((result) => result.errors[0].extensions.requestId)
  expect(new Set(ids).size).toBe(2)
  for (const requestId of ids) {
    expect(
      await lines.find((line) => line.requestId === requestId && line.msg === 'a request failed'),
    ).toBeTruthy()
    expect(
      await lines.find((line) => line.requestId === requestId && line.msg === 'operation'),
    ).toMatchObject({
      ...{ level: 'error', transport: 'websocket', operation: { type: 'query', name: 'Socket' } },
    })
  }
  await client.close()
})

test('what is slow is a warning', async () => {
  const slowLines = new Lines()
  const slow = await startApi('slow', {
    log: createLog({ name: 'api', level: 'debug' }, slowLines),
    slowMilliseconds: 0.001,
  })
  await slow.ask('query Slow { projects { slug } }')
  const found = await slowLines.find(({ msg }) => msg === 'request')
  expect(found).toMatchObject({ level: 'warn', operation: { name: 'Slow' } })
  await slow.stop()
})

test('alive is whoever answers, ready is whoever can serve; neither asks who you are', async () => {
  const outside = { headers: { 'x-forwarded-for': '203.0.113.7' } }
  for (const [path, body] of [
    ['/healthz', { status: 'ok' }],
    ['/readyz', { status: 'ready' }],
  ] as const) {
    const answer = await fetch(`${api.address}${path}`, outside)
    expect([answer.status, await answer.json()]).toEqual([200, body])
    expect(answer.headers.get('cache-control')).toBe('no-store')
  }
  // A database that lacks a migration, as in the middle of an upgrade.
  await api.db.$executeRaw`UPDATE _prisma_migrations SET rolled_back_at = now()`
  const behind = await fetch(`${api.address}/readyz`)
  expect([behind.status, await behind.json()]).toEqual([
    503,
    { status: 'not ready', lacking: ['migrations'] },
  ])
  expect((await fetch(`${api.address}/healthz`)).status).toBe(200)
  await api.db.$executeRaw`UPDATE _prisma_migrations SET rolled_back_at = NULL`
  expect((await fetch(`${api.address}/readyz`)).status).toBe(200)
})

/** The value of a series, or undefined; the labels must be those of the line. */
function figure(text: string, series: string): number | undefined {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length))
}

test('metrics count what happens, for people who were let in', async () => {
  const stranger = await fetch(`${api.address}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.7' } })
  expect(stranger.status).toBeGreaterThanOrEqual(400)
  expect(await stranger.text()).not.toContain('atelier_')
  const scrape = async () => {
    const answer = await fetch(`${api.address}/metrics`)
    expect(answer.headers.get('content-type')).toContain('text/plain')
    return answer.text()
  }
  const lease = await claimedRun(api)
  const client = subscriber(api)
  const stream = client.subscribe<{ runEvents: object }>(
    'subscription ($id: ID!) { runEvents(runId: $id) { cursor } }',
    { id: lease.runId },
  )
  await take(stream, 2)
  await recordProgress(api.db, lease, progress(1, 1))
  await take(stream, 1)
  await api.ask('mutation { nothing }')
  const during = await scrape()
  expect(figure(during, 'atelier_websockets')).toBe(1)
  expect(figure(during, 'atelier_subscriptions{field="runEvents",transport="websocket"}')).toBe(1)
  expect(figure(during, 'atelier_feed_lag_seconds_count')).toBeGreaterThan(0)
  expect(figure(during, 'atelier_runs{status="RUNNING"}')).toBe(1)
  expect(figure(during, 'atelier_queue_depth')).toBe(0)
  expect(figure(during, 'atelier_workers{status="idle"}')).toBe(1)
  expect(figure(during, 'atelier_database_up')).toBe(1)
  expect(figure(during, 'atelier_database_connections{state="waiting"}')).toBe(0)
  const operations = 'atelier_graphql_operation_duration_seconds_count'
  const refused = `${operations}{type="unknown",transport="http",outcome="refused"}`
  expect(figure(during, refused)).toBeGreaterThan(0)
  expect(
    figure(during, `${operations}{type="subscription",transport="websocket",outcome="ok"}`),
  ).toBeGreaterThan(0)
  expect(during).toContain('atelier_http_request_duration_seconds_count{route="graphql",status="2xx"}')
  expect(during).toContain('nodejs_eventloop_lag_seconds')
  expect(during).toContain('process_resident_memory_bytes')
  await finishRun(api.db, lease, { status: 'STOPPED', reason: null })
  await take(stream)
  await client.close()
  await lines.find(({ msg, operation }) => msg === 'subscription ended' && operation !== undefined)
  expect(figure(await scrape(), 'atelier_subscriptions{field="runEvents",transport="websocket"}')).toBe(0)
})

test('points that scripts report are counted, and told only when asked for', async () => {
  const project = await api.db.project.findFirstOrThrow()
  const created = await api.ask(
    'mutation ($input: CreateRunInput!) { createRun(input: $input) { run { id } userErrors { message } } }',
    { input: { projectId: project.id, name: 'reported' } },
  )
  const points = [1, 2, 3].map((step) => ({ name: 'loss', step, value: 1 / step }))
  const answer = await post(
    {
      query:
        'mutation Log($runId: ID!, $points: [MetricPointInput!]!) { logMetrics(runId: $runId, points: $points) { accepted } }',
      variables: { runId: dataOf(created).createRun.run.id, points },
    },
    { 'x-request-id': 'points-1' },
  )
  expect(await answer.json()).toEqual({ data: { logMetrics: { accepted: 3 } } })
  const line = await lines.find(({ requestId, msg }) => requestId === 'points-1' && msg === 'request')
  expect(line).toMatchObject({ level: 'debug', operation: { type: 'mutation', fields: ['logMetrics'] } })
  const text = await (await fetch(`${api.address}/metrics`)).text()
  expect(figure(text, 'atelier_ingest_points_total')).toBe(3)
  expect(figure(text, 'atelier_ingest_calls_total{field="logMetrics",outcome="ok"}')).toBe(1)
})

test('names that clients make up do not become labels', async () => {
  for (let at = 0; at < 50; at += 1) {
    await api.ask(`query Made${at}Up { alias${at}: projects { slug } }`)
    await fetch(`${api.address}/made/up/${at}`, { method: 'OPTIONS' })
  }
  const text = await (await fetch(`${api.address}/metrics`)).text()
  expect(text).not.toMatch(/Made\d+Up|alias\d|made\/up/)
  expect(text.split('\n').filter((line) => line.startsWith('atelier_')).length).toBeLessThan(600)
})

test('a port of its own serves metrics and health to a scraper on this machine, and nothing else', async () => {
  const address = `http://127.0.0.1:${api.operatorsPort}`
  expect(await (await fetch(`${address}/metrics`)).text()).toContain('atelier_database_up 1')
  expect((await fetch(`${address}/healthz`)).status).toBe(200)
  expect((await fetch(`${address}/readyz`)).status).toBe(200)
  expect((await fetch(`${address}/graphql?query={__typename}`)).status).toBe(404)
})
