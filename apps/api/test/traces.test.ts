import { once } from 'node:events'
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { startProcess, stopProcess } from './support/api-process.ts'
import { startApi, type TestApi } from './support/start-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi('traces')
})
afterAll(() => api.stop())

const attribute = z.object({ key: z.string(), value: z.unknown() })
const span = z.object({
  ...{ traceId: z.string(), spanId: z.string(), parentSpanId: z.string().optional() },
  ...{ name: z.string(), kind: z.number(), attributes: z.array(attribute) },
})
const body = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attribute) }),
      scopeSpans: z.array(z.object({ spans: z.array(span) })),
    }),
  ),
})
type Body = z.output<typeof body>

test('a request, its operation and its queries are one trace, which carries on that of the caller', async () => {
  // A collector, as far as OTLP over HTTP needs one.
  const received: Body[] = []
  const collector = createServer(async (request, response) => {
    if (request.url === '/v1/traces') received.push(body.parse(await json(request)))
    response.setHeader('content-type', 'application/json').end('{}')
  }).listen(0, '127.0.0.1')
  await once(collector, 'listening')
  const address = collector.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const traced = await startProcess(api.databaseUrl, {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, OTEL_SERVICE_NAME: 'atelier-tested' },
  })
  const [trace, parent] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7']
  const answer = await fetch(`http://127.0.0.1:${traced.port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent: `00-${trace}-${parent}-01` },
    body: JSON.stringify({
      query: 'query Traced($first: Int) { projects { slug } runs(first: $first) { totalCount } }',
      variables: { first: 7 },
    }),
  })
  expect(answer.status).toBe(200)
  await answer.arrayBuffer()
  // What has not been sent yet is sent when the process stops.
  expect(await stopProcess(traced)).toBe(0)
  collector.close()
  const resources = received.flatMap(({ resourceSpans }) => resourceSpans)
  expect(resources[0]?.resource.attributes).toContainEqual({
    key: 'service.name',
    value: { stringValue: 'atelier-tested' },
  })
  const spans = resources.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans))
  const ours = spans.filter(({ traceId }) => traceId === trace)
  const request = ours.find(({ kind }) => kind === 2)
  expect(request).toMatchObject({ name: 'POST graphql', parentSpanId: parent })
  const operation = ours.find(({ parentSpanId }) => parentSpanId === request?.spanId)
  expect(operation).toMatchObject({ name: 'query Traced' })
  const names = ours.map(({ name }) => name)
  expect(names).toContain('prisma:client:operation')
  expect(ours.some(({ name }) => name.endsWith('db_query'))).toBe(true)
  const byId = new Map(ours.map((one) => [one.spanId, one]))
  const root = (id: string | undefined): string | undefined => {
    const found = id === undefined ? undefined : byId.get(id)
    return found === operation ? found?.spanId : found && root(found.parentSpanId)
  }
  const query = ours.find(({ name }) => name.endsWith('db_query'))
  expect(root(query?.spanId)).toBe(operation?.spanId)
})
