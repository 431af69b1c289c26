import { once } from 'node:events'
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { createTestDatabase, type TestDatabase } from '@atelier/db/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { History } from './history.ts'
import { startWorker } from './worker-process.ts'

vi.setConfig({ testTimeout: 240_000 })

let database: TestDatabase
let history: History
beforeAll(async () => {
  database = await createTestDatabase('operating')
  history = await History.open(database.url)
})
afterAll(async () => {
  await history.close()
  await database.drop()
})

const attribute = z.object({ key: z.string(), value: z.object({ stringValue: z.string().optional() }) })
const span = z.object({
  ...{ traceId: z.string(), spanId: z.string(), parentSpanId: z.string().optional(), name: z.string() },
  attributes: z.array(attribute),
})
const body = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attribute) }),
      scopeSpans: z.array(z.object({ spans: z.array(span) })),
    }),
  ),
})

/** A collector, as far as OTLP over HTTP needs one. */
async function startCollector() {
  const received: z.output<typeof body>[] = []
  const server = createServer(async (request, response) => {
    if (request.url === '/v1/traces') received.push(body.parse(await json(request)))
    response.setHeader('content-type', 'application/json').end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  return { received, endpoint: `http://127.0.0.1:${port}`, stop: () => server.close() }
}

const logged = z.looseObject({ msg: z.string(), runId: z.string().optional(), port: z.int().optional() })

test('a worker tells what it does: metrics, health, a log with run ids, a trace a run', async () => {
  const collector = await startCollector()
  const worker = await startWorker(database.url, 'watched', {
    ...{ WORKER_METRICS_PORT: '0', WORKER_SLOTS: '3', LOG_LEVEL: 'debug' },
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
  })
  const lines = () => worker.lines.map((line) => logged.parse(JSON.parse(line)))
  const port = lines().find(({ msg }) => msg === 'metrics and health are served')?.port
  const page = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)
  expect(await (await page('/healthz')).json()).toEqual({ status: 'ok' })
  expect((await page('/elsewhere')).status).toBe(404)

  const { id } = await history.launch({ epochs: 2 })
  const failing = await history.launch({ model: { preset: null, layers: [{ type: 'Dense', wings: 2 }] } })
  expect((await history.ended(id)).run.status).toBe('COMPLETED')
  expect((await history.ended(failing.id)).run.status).toBe('FAILED')
  const figure = async (name: string) => {
    const text = await (await page('/metrics')).text()
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')[1],
    )
  }
  await vi.waitFor(async () => expect(await figure('atelier_worker_training')).toBe(0), { timeout: 30_000 })
  expect(await figure('atelier_worker_slots')).toBe(3)
  expect(await figure('atelier_worker_runs_total{status="completed"}')).toBe(1)
  expect(await figure('atelier_worker_runs_total{status="failed"}')).toBe(1)
  expect(await figure('atelier_worker_epochs_total')).toBe(2)
  const events = 'atelier_worker_write_duration_seconds_count{what="event",outcome="done"}'
  expect(await figure(events)).toBeGreaterThanOrEqual(4)
  expect(await figure('atelier_database_connections{state="idle"}')).toBeGreaterThan(0)

  worker.kill('SIGTERM')
  expect(await worker.exit).toBe(0)
  collector.stop()
  const saidOf = (run: string) => new Set(lines().flatMap(({ msg, runId }) => (runId === run ? [msg] : [])))
  for (const message of ['the worker took a run', 'recorded', 'the run ended'])
    expect(saidOf(id)).toContain(message)
  // What a training process prints belongs to its run, too.
  expect(saidOf(failing.id)).toContain('training process')
  expect(lines().filter(({ msg }) => msg === 'the run ended')).toMatchObject([
    ...[{ level: 'info' }, { level: 'info' }],
  ])

  const resources = collector.received.flatMap(({ resourceSpans }) => resourceSpans)
  expect(resources[0]?.resource.attributes).toContainEqual({
    ...{ key: 'service.name', value: { stringValue: 'atelier-worker' } },
  })
  const spans = resources.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans))
  const roots = spans.filter(({ parentSpanId }) => !parentSpanId)
  expect(new Set(roots.map(({ name }) => name))).toEqual(new Set(['train run']))
  const ofRun = roots.find(({ attributes }) => attributes.some(({ value }) => value.stringValue === id))
  const children = spans.filter(({ parentSpanId }) => parentSpanId === ofRun?.spanId).map(({ name }) => name)
  for (const name of ['record layersSummarized', 'record epochCompleted', 'store artifacts'])
    expect(children).toContain(name)
  expect(children.filter((name) => name === 'record epochCompleted').length).toBe(2)
})
