import { once } from 'node:events'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import path from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { type Reply, type Sent, sendTo } from './support/send.ts'
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

const send = (path: string, options?: Sent): Promise<Reply> => sendTo(api, path, options)
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

test("the site's program comes from its build, compressed before, and from the site where the build lacks it", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'atelier-site-'))
  const program = 'console.log("as it is")'
  await mkdir(path.join(folder, 'chunks'))
  await writeFile(path.join(folder, 'chunks/a1.js'), program)
  await writeFile(path.join(folder, 'chunks/a1.js.br'), brotliCompressSync(program))
  await writeFile(path.join(folder, 'chunks/a1.js.gz'), gzipSync(program))
  await writeFile(`${folder}.txt`, 'outside')
  const built = await startApi('site files', { siteUrl, siteFolder: folder })
  const get = (file: string, accepted: string) =>
    fetch(`${built.address}/_next/static/${file}`, { headers: { 'accept-encoding': accepted } })
  for (const [accepted, encoding] of [
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['identity', null],
  ] as const) {
    const reply = await get('chunks/a1.js', accepted)
    expect(await reply.text()).toBe(program)
    expect(reply.headers.get('content-encoding')).toBe(encoding)
    expect(reply.headers.get('vary')).toContain('Accept-Encoding')
    expect(reply.headers.get('content-type')).toContain('javascript')
    expect(reply.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  }
  expect(await (await get('chunks/b2.js', 'br')).text()).toBe('site GET /_next/static/chunks/b2.js')
  const outside = await sendTo(built, `/_next/static/..%2f${path.basename(folder)}.txt`)
  expect(outside.body).not.toContain('outside')
  await built.stop()
  await rm(folder, { recursive: true })
  await rm(`${folder}.txt`)
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

test('a data set whose files are gone is named, its images are missing, and both come back with them', async () => {
  const alone = await startApi('data set gone')
  const folder = path.join(alone.dataFolder, 'datasets')
  await rename(folder, `${folder}-away`)
  const question = '{ dataset(name: "fashion-mnist") { title classCounts(split: TEST) } }'
  const image = () => fetch(`${alone.address}/images/fashion-mnist/test/0.png`)
  expect((await alone.ask(question)).errors).toEqual([
    expect.objectContaining({
      message: expect.stringMatching(/fashion-mnist .*datasets\/fashion-mnist.*npm run setup/),
      extensions: { code: 'DATASET_UNAVAILABLE' },
    }),
  ])
  expect((await image()).status).toBe(404)
  await rename(`${folder}-away`, folder)
  expect((await alone.ask(question)).errors).toBeUndefined()
  expect((await image()).status).toBe(200)
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
