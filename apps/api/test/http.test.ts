import { once } from 'node:events'
import { createServer, request as httpRequest, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { text } from 'node:stream/consumers'
import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { startApi, type TestApi } from './support/start-api.ts'
import { subscriber, take } from './support/subscriber.ts'

/** A stand-in for the site's process: it is the other side of the proxy, not what is tested. */
let site: Server
let siteUrl: string
let api: TestApi
beforeAll(async () => {
  site = createServer((request, response) => {
    response.setHeader('x-seen-host', request.headers.host ?? '')
    response.end(`site ${request.method} ${request.url}`)
  })
  const sockets = new WebSocketServer({ server: site })
  sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(`site heard ${data}`)))
  site.listen(0, '127.0.0.1')
  await once(site, 'listening')
  siteUrl = `http://127.0.0.1:${portOf(site)}`
  api = await startApi('http', { siteUrl, host: '0.0.0.0', allowedHosts: ['atelier.example'] })
})
afterAll(async () => {
  await api.stop()
  site.closeAllConnections()
  site.close()
})

const portOf = (server: Server): number => (server.address() as AddressInfo).port

type Reply = {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: string
}

/** fetch does not let tests choose the Host header. */
async function send(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string; host?: string } = {},
): Promise<Reply> {
  const { body, host = '127.0.0.1', ...rest } = options
  const outgoing = httpRequest({ host, port: api.port, path, ...rest })
  outgoing.end(body)
  const [response] = await once(outgoing, 'response')
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}

const json = { 'content-type': 'application/json' }
const ask = (query: string, headers: Record<string, string> = {}) =>
  send('/graphql', { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify({ query }) })

test('a foreign name is refused everywhere, so that no foreign page can point its name here', async () => {
  for (const host of [
    'evil.example',
    'localhost.evil.example',
    'evil.example:3000',
    '127.0.0.1.evil.example',
  ])
    for (const path of ['/graphql?query={__typename}', '/', '/images/fashion-mnist/test/0.png', '/healthz'])
      expect(await send(path, { headers: { host } })).toMatchObject({
        status: 403,
        body: expect.stringContaining('ATELIER_ALLOWED_HOSTS'),
      })
  for (const host of [
    'localhost',
    `localhost:${api.port}`,
    'app.localhost',
    '[::1]:80',
    '127.0.0.1',
    'atelier.example',
    'ATELIER.example:8080',
  ])
    expect(await send('/healthz', { headers: { host } })).toMatchObject({ status: 200 })
})

test('whoever is not at this machine gets nothing', async () => {
  const outside = { 'x-forwarded-for': '203.0.113.7' }
  const reply = await ask('{ projects { id } }', outside)
  expect(JSON.parse(reply.body).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
  const mutation = await ask('mutation { createProject(name: "x") { project { id } } }', outside)
  expect(JSON.parse(mutation.body)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
  expect(await send('/', { headers: outside })).toMatchObject({ status: 403 })
  expect(await send('/images/fashion-mnist/test/0.png', { headers: outside })).toMatchObject({ status: 403 })
  const client = subscriber(api, outside)
  for (const field of ['runChanges { runId }', 'runEvents(runId: "x") { cursor }'])
    await expect(take(client.subscribe(`subscription { ${field} }`, {}))).rejects.toThrow('Sign in first')
  await client.close()
})

const outward = Object.values(networkInterfaces())
  .flat()
  .find((address) => address && !address.internal && address.family === 'IPv4')?.address

test.skipIf(outward === undefined)('a request over a real network address is from nobody', async () => {
  const host = outward ?? ''
  const body = JSON.stringify({ query: '{ projects { id } }' })
  const reply = await send('/graphql', { host, method: 'POST', headers: json, body })
  expect(JSON.parse(reply.body).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
  expect((await send('/', { host })).status).toBe(403)
})

test('forms and pages of other sites cannot act in the name of the person', async () => {
  const simple = await send('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: '{"query":"{__typename}"}',
  })
  expect(simple.status).toBe(400)
  expect(simple.body).toContain('CSRF')
  expect(JSON.parse(simple.body).errors[0].extensions).toEqual({ code: 'BAD_REQUEST' })
  expect((await ask('{ __typename }')).headers['access-control-allow-origin']).toBeUndefined()
  const byGet = await send('/graphql?query=mutation{createProject(name:"x"){project{id}}}', {
    headers: { 'apollo-require-preflight': 'yes' },
  })
  expect(byGet.status).toBe(405)
})

test('WebSockets of other sites are refused, those of our pages and of scripts are not', async () => {
  const opens = async (headers: Record<string, string>, path = '/graphql') => {
    const socket = new WebSocket(`ws://127.0.0.1:${api.port}${path}`, 'graphql-transport-ws', { headers })
    try {
      await once(socket, 'open')
      return true
    } catch {
      return false
    } finally {
      socket.terminate()
    }
  }
  expect(await opens({})).toBe(true)
  expect(await opens({ origin: `http://127.0.0.1:${api.port}` })).toBe(true)
  expect(await opens({ origin: 'http://evil.example' })).toBe(false)
  expect(await opens({ origin: 'null' })).toBe(false)
  expect(await opens({ origin: 'http://127.0.0.1:1' })).toBe(false)
  expect(await opens({ host: 'evil.example', origin: 'http://evil.example' })).toBe(false)
  expect(await opens({ 'x-forwarded-for': '203.0.113.7' }, '/_next/webpack-hmr')).toBe(false)
})

test('requests have limits, each with a clear error', async () => {
  const code = async (query: string) => {
    const reply = await ask(query)
    return [reply.status, JSON.parse(reply.body).errors?.[0]?.extensions?.code]
  }
  const nested = (levels: number) =>
    `{ runs { edges { node { ${'project { '.repeat(levels)} id ${'}'.repeat(levels)} } } } }`
  expect(await code(nested(1))).toEqual([200, undefined])
  const heavy =
    '{ runs(first: 200) { edges { node { metric(name: "x", maxPoints: 10000) { buckets { mean } } } } } }'
  expect(await code(heavy)).toEqual([400, 'QUERY_TOO_COMPLEX'])
  const events = '... on LayersSummarized { layers { name } }'
  expect(await code(`{ run(id: "x") { events { ${events} } } }`)).toEqual([200, undefined])
  expect(await code(`{ ${'a: __typename '.repeat(5000)} }`)).toEqual([400, 'GRAPHQL_PARSE_FAILED'])
  expect(await code('{ nothing }')).toEqual([400, 'GRAPHQL_VALIDATION_FAILED'])
  expect(await code('{')).toEqual([400, 'GRAPHQL_PARSE_FAILED'])
  const large = await ask(`{ __typename } # ${'x'.repeat(1024 * 1024)}`)
  expect(large.status).toBe(413)
  expect(JSON.parse(large.body).errors).toMatchObject([
    { message: 'The request is larger than 1024 KiB.', extensions: { code: 'PAYLOAD_TOO_LARGE' } },
  ])
  const broken = await send('/graphql', { method: 'POST', headers: json, body: '{' })
  expect(broken.status).toBe(400)
  expect(JSON.parse(broken.body).errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }])
})

test('a document that was let through before is judged by its variables again', async () => {
  const code = async (query: string, variables: object) => {
    const body = JSON.stringify({ query, variables })
    const reply = await send('/graphql', { method: 'POST', headers: json, body })
    return [reply.status, JSON.parse(reply.body).errors?.[0]?.extensions?.code]
  }
  const sized =
    'query ($runs: Int!, $width: Int!) { runs(first: $runs) { edges { node { metric(name: "x", maxPoints: $width) { buckets { mean } } } } } }'
  const small = { runs: 1, width: 10 }
  expect(await code(sized, small)).toEqual([200, undefined])
  expect(await code(sized, { runs: 200, width: 10_000 })).toEqual([400, 'QUERY_TOO_COMPLEX'])
  expect(await code(sized, small)).toEqual([200, undefined])
  const fixed = 'query ($slug: String!) { project(slug: $slug) { id } }'
  for (const _ of [1, 2, 3]) {
    expect(await code(fixed, { slug: 'nowhere' })).toEqual([200, undefined])
    expect(await code(fixed, { slug: 1 })).toEqual([400, 'BAD_USER_INPUT'])
    expect(await code(fixed, {})).toEqual([400, 'BAD_USER_INPUT'])
  }
})

test('the same limits hold over WebSocket, and the socket goes on', async () => {
  const client = createClient({
    url: `ws://127.0.0.1:${api.port}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: false,
  })
  const failure = async (query: string) => {
    try {
      for await (const _ of client.iterate({ query }));
    } catch (error) {
      return error
    }
  }
  const heavy =
    '{ runs(first: 200) { edges { node { metric(name: "x", maxPoints: 10000) { buckets { mean } } } } } }'
  expect(await failure(heavy)).toMatchObject([{ extensions: { code: 'QUERY_TOO_COMPLEX' } }])
  expect(await failure('{ nothing }')).toMatchObject([{ message: expect.stringContaining('nothing') }])
  expect(await failure('{')).toMatchObject([{ message: expect.stringContaining('Syntax Error') }])
  expect(await failure(`{ ${'a: __typename '.repeat(5000)} }`)).toMatchObject([
    { message: expect.stringContaining('token') },
  ])
  const query = '{ projects { slug } }'
  const answers = []
  for await (const answer of client.iterate({ query })) answers.push(answer)
  expect(answers).toMatchObject([{ data: { projects: [{ slug: 'fashion-mnist-study' }] } }])
  await client.dispose()
})

test('one socket carries a bounded number of subscriptions, and refuses more without closing', async () => {
  const client = subscriber(api)
  const streams = Array.from({ length: 100 }, () =>
    client.subscribe('subscription { runChanges { runId } }', {}),
  )
  const waiting = streams.map((stream) => stream.next())
  await expect(take(client.subscribe('subscription { runChanges { runId } }', {}))).rejects.toMatchObject([
    { extensions: { code: 'TOO_MANY_OPERATIONS' } },
  ])
  await Promise.all(streams.map((stream) => stream.return?.()))
  await Promise.all(waiting)
  await client.close()
})

test('a message that is too large ends the socket, not the server', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${api.port}/graphql`, 'graphql-transport-ws')
  await once(socket, 'open')
  socket.send('x'.repeat(2 * 1024 * 1024))
  const [closeCode] = await once(socket, 'close')
  expect(closeCode).toBe(1009)
  expect((await send('/healthz')).status).toBe(200)
})

test('what a bug says stays inside', async () => {
  await api.db.$executeRaw`UPDATE project SET name = name`
  const run = await api.db.run.create({
    data: {
      projectId: (await api.db.project.findFirstOrThrow()).id,
      number: 99,
      name: 'broken',
      source: 'LAUNCHED',
      status: 'FAILED',
      config: { secret: 'inside' },
    },
  })
  const reply = await ask(`{ run(id: "${run.id}") { name config { dataset } } }`)
  expect(JSON.parse(reply.body)).toMatchObject({
    data: { run: { name: 'broken', config: null } },
    errors: [
      {
        message: 'Something went wrong on the server. Its log tells what.',
        path: ['run', 'config'],
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      },
    ],
  })
  expect(reply.body).not.toContain('inside')
})

test('larger answers are compressed, answers carry security headers', async () => {
  const reply = await ask('{ __schema { types { name description fields { name description } } } }', {
    'accept-encoding': 'gzip',
  })
  expect(reply.headers['content-encoding']).toBe('gzip')
  expect(
    (await ask('{ __typename }', { 'accept-encoding': 'gzip' })).headers['content-encoding'],
  ).toBeUndefined()
  expect(reply.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
  })
  expect(reply.headers['x-powered-by']).toBeUndefined()
  expect(reply.headers['strict-transport-security']).toBeUndefined()
})

test('everything else is the site: pages, and WebSockets that are not ours', async () => {
  const page = await send('/runs/7?tab=layers')
  expect(page).toMatchObject({ status: 200, body: 'site GET /runs/7?tab=layers' })
  // its loopback name, to which alone the site answers
  expect(page.headers['x-seen-host']).toBe(`127.0.0.1:${portOf(site)}`)
  const socket = new WebSocket(`ws://127.0.0.1:${api.port}/_next/webpack-hmr`)
  await once(socket, 'open')
  socket.send('hello')
  const [data] = await once(socket, 'message')
  expect(String(data)).toBe('site heard hello')
  socket.terminate()
})

test('while the site starts there is a page that says so, and the API answers', async () => {
  const free = createServer().listen(0, '127.0.0.1')
  await once(free, 'listening')
  const nobody = `http://127.0.0.1:${portOf(free)}`
  free.close()
  const alone = await startApi('starting', { siteUrl: nobody })
  const page = await fetch(`${alone.address}/runs`)
  expect(page.status).toBe(503)
  expect(page.headers.get('retry-after')).toBe('1')
  expect(await page.text()).toContain('Atelier is starting')
  const socket = connect(alone.port, '127.0.0.1')
  socket.write(
    `GET /hmr HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${'a'.repeat(22)}==\r\n\r\n`,
  )
  socket.resume()
  await once(socket, 'close')
  expect((await alone.ask('{ projects { slug } }')).status).toBe(200)
  await alone.stop()
})

test('without a site the API says where it is', async () => {
  const alone = await startApi('alone')
  const reply = await fetch(alone.address)
  expect(reply.status).toBe(404)
  expect(await reply.text()).toContain('/graphql')
  await alone.stop()
})

test('a stop ends streams and connections in good order', async () => {
  const stopping = await startApi('stopping')
  const client = subscriber(stopping)
  const stream = client.subscribe('subscription { runChanges { runId } }', {})
  const next = stream.next()
  const settled = next.then(
    () => 'ended',
    () => 'failed',
  )
  await stopping.ask('{ projects { slug } }')
  await stopping.stop()
  expect(['ended', 'failed']).toContain(await settled)
  await expect(stopping.ask('{ projects { slug } }')).rejects.toThrow()
})
