import { once } from 'node:events'
import { gzipSync } from 'node:zlib'
import { createClient } from 'graphql-ws'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { sendTo } from './support/send.ts'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'
import { subscriber, take } from './support/subscriber.ts'

let api: TestApi
/** What the server has logged, a JSON object a line. */
const lines: string[] = []
beforeAll(async () => {
  const log = pino({ level: 'debug' }, { write: (line: string) => lines.push(line) })
  api = await startApi('http-limits', { log })
})
afterAll(() => api.stop())

const json = { 'content-type': 'application/json' }
const ask = (query: string) =>
  sendTo(api, '/graphql', { method: 'POST', headers: json, body: JSON.stringify({ query }) })

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
  expect(await code('{ projects { workspace { slug projects { workspace { slug } } } } }')).toEqual([
    ...[400, 'QUERY_TOO_COMPLEX'],
  ])
  const ofAll =
    '{ workspaces { slug projects { id name runCount } } runs(first: 1000) { edges { node { project { workspace { slug } } } } } }'
  expect(await code(ofAll)).toEqual([200, undefined])
  const manyPages = Array.from(
    { length: 60 },
    (_, index) => `a${index}: runs(first: 1000) { pageInfo { endCursor } }`,
  )
  expect(await code(`{ ${manyPages.join(' ')} }`)).toEqual([400, 'QUERY_TOO_COMPLEX'])
  const named = (count: number) =>
    Array.from({ length: count }, (_, index) => `c${index}: totalCount`).join(' ')
  expect(await code(`{ runs(first: 0) { ${named(50)} } }`)).toEqual([200, undefined])
  expect(await code(`{ runs(first: 0) { ${named(51)} } }`)).toEqual([400, 'QUERY_TOO_COMPLEX'])
  // What asks for less than nothing does not pay for what asks for too much.
  const paid = [
    'runs(first: -2000000000) { totalCount }',
    'run(id: "x") { metric(name: "x", maxPoints: -2000000000) { buckets { mean } } }',
    'run(id: "x") { events(first: -2000000000) { at } }',
    'run(id: "x") { logLines(last: -2000000000) { at } }',
    'run(id: "x") { layerHistory(layer: "x", maxEpochs: -2000000000) { epoch } }',
    'run(id: "x") { predictionHistory(split: TEST, indices: [1], maxEpochs: -2000000000) { epochs } }',
    'run(id: "x") { predictions(first: -2000000000) { totalCount } }',
  ]
  for (const nothing of paid)
    expect([nothing, await code(`{ b: ${nothing} ${heavy.slice(1)}`)]).toEqual([
      ...[nothing, [400, 'QUERY_TOO_COMPLEX']],
    ])
  const events = '... on LayersSummarized { layers { name } }'
  expect(await code(`{ run(id: "x") { events { ${events} } } }`)).toEqual([200, undefined])
  expect(await code(`{ ${'a: __typename '.repeat(5000)} }`)).toEqual([400, 'GRAPHQL_PARSE_FAILED'])
  expect(await code('{ nothing }')).toEqual([400, 'GRAPHQL_VALIDATION_FAILED'])
  expect(await code('{')).toEqual([400, 'GRAPHQL_PARSE_FAILED'])
  expect(await code('subscription { runChanges { runId } }')).toEqual([400, 'BAD_REQUEST'])
  const above = '{ runs(filter: { metrics: [{ name: "a", maximum: 1e999 }] }) { totalCount } }'
  expect(await code(above)).toEqual([400, 'GRAPHQL_VALIDATION_FAILED'])
  expect(await code(String.raw`{ project(slug: "\u0000") { id } }`)).toEqual([200, 'BAD_USER_INPUT'])
  const large = await ask(`{ __typename } # ${'x'.repeat(1024 * 1024)}`)
  expect(large.status).toBe(413)
  expect(JSON.parse(large.body).errors).toMatchObject([
    { message: 'The request is larger than 1024 KiB.', extensions: { code: 'PAYLOAD_TOO_LARGE' } },
  ])
  const broken = await sendTo(api, '/graphql', { method: 'POST', headers: json, body: '{' })
  expect(broken.status).toBe(400)
  expect(JSON.parse(broken.body).errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }])
  const packed = { ...json, 'content-encoding': 'gzip' }
  const torn = await sendTo(api, '/graphql', { method: 'POST', headers: packed, body: '{ no gzip }' })
  expect(torn.status).toBe(400)
  expect(JSON.parse(torn.body).errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }])
})

test('an address that cannot be decoded is the mistake of whoever sent it', async () => {
  for (const path of ['/images/%/0/0', '/artifacts/%E0%A4%A/x', '/shared/%/images/a/test/0.png'])
    expect([path, (await sendTo(api, path)).status]).toEqual([path, 400])
})

test('half a surrogate pair is the mistake of whoever sent it, also in what a run is told', async () => {
  const made = await api.ask(
    'mutation { createRun(input: { project: "fashion-mnist-study" }) { run { id } } }',
  )
  const { id } = dataOf(made).createRun.run
  for (const told of [
    'finishRun(id: $id, status: FAILED, error: $text) { run { id } }',
    'logLines(runId: $id, lines: [{ number: 1, message: $text }]) { userErrors { message } }',
  ]) {
    const { errors } = await api.ask(`mutation ($id: ID!, $text: String!) { ${told} }`, {
      id,
      text: '\ud800',
    })
    expect([told, errors?.[0]?.extensions.code]).toEqual([told, 'BAD_USER_INPUT'])
  }
})

test('a small body that unpacks to a large one is refused before it is whole', async () => {
  const bomb = gzipSync(JSON.stringify({ query: `{ __typename } # ${'x'.repeat(64 * 1024 * 1024)}` }))
  expect(bomb.length).toBeLessThan(100 * 1024)
  const answer = await fetch(`${api.address}/graphql`, {
    ...{ method: 'POST', headers: { ...json, 'content-encoding': 'gzip' }, body: new Uint8Array(bomb) },
  })
  expect(answer.status).toBe(413)
  expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'PAYLOAD_TOO_LARGE' } }] })
})

test('a document that was let through before is judged by its variables again', async () => {
  const code = async (query: string, variables: object) => {
    const body = JSON.stringify({ query, variables })
    const reply = await sendTo(api, '/graphql', { method: 'POST', headers: json, body })
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

test('a message that only a server sends is a bad one, not a failure of ours', async () => {
  const written = vi.spyOn(console, 'error')
  for (const message of [{ id: '1', type: 'next', payload: { data: {} } }, { type: 'connection_ack' }]) {
    const socket = new WebSocket(`ws://127.0.0.1:${api.port}/graphql`, 'graphql-transport-ws')
    await once(socket, 'open')
    socket.send(JSON.stringify(message))
    const [closeCode] = await once(socket, 'close')
    expect(closeCode).toBe(4400)
  }
  expect(written).not.toHaveBeenCalled()
  expect(lines.filter((line) => line.includes('"level":50'))).toEqual([])
})

test('a message that is too large ends the socket, not the server, and only the log tells', async () => {
  const written = vi.spyOn(console, 'error')
  const socket = new WebSocket(`ws://127.0.0.1:${api.port}/graphql`, 'graphql-transport-ws')
  await once(socket, 'open')
  socket.send('x'.repeat(2 * 1024 * 1024))
  const [closeCode] = await once(socket, 'close')
  expect(closeCode).toBe(1009)
  expect(lines.filter((line) => line.includes('a socket broke'))).toEqual([
    expect.stringContaining('"level":20'),
  ])
  expect(written).not.toHaveBeenCalled()
  expect((await sendTo(api, '/healthz')).status).toBe(200)
})
