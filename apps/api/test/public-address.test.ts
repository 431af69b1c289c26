import { createFirstOwner } from '@atelier/db'
import { hashPassword } from 'better-auth/crypto'
import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'

const person = { name: 'Olga', email: 'olga@example.org', password: 'correct horse battery' }
const PUBLIC = 'atelier.example.org'

/** Behind a proxy on this machine that is believed. */
let proxied: TestApi
/** At the same public address, with a proxy elsewhere: whoever speaks to it directly is not believed. */
let direct: TestApi
beforeAll(async () => {
  const publicUrl = new URL(`https://${PUBLIC}`)
  const common = { signIn: true, publicUrl }
  ;[proxied, direct] = await Promise.all([
    startApi('proxied', { ...common, trustedProxies: ['127.0.0.0/8', '10.1.0.0/16'] }),
    startApi('not_proxied', { ...common, trustedProxies: ['10.1.0.0/16'] }),
  ])
  for (const { db } of [proxied, direct]) await createFirstOwner(db, person, hashPassword)
})
afterAll(async () => {
  await proxied.stop()
  await direct.stop()
})

/** What the proxy sends on, or a client that pretends to be one. */
const forwarded = (client: string, scheme = 'https') => ({
  'x-forwarded-for': client,
  'x-forwarded-proto': scheme,
})

const signIn = (
  api: TestApi,
  headers: Record<string, string>,
  password = person.password,
  email = person.email,
) =>
  fetch(`${api.address}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: `https://${PUBLIC}`, ...headers },
    body: JSON.stringify({ email, password }),
  })

test('behind HTTPS the session is a cookie that only HTTPS carries and no script reads', async () => {
  const answer = await signIn(proxied, forwarded('198.51.100.7'))
  expect(answer.status).toBe(200)
  const [cookie = ''] = answer.headers.getSetCookie()
  expect(cookie).toMatch(/^__Secure-atelier\.session_token=/)
  expect(cookie.split('; ').slice(1).sort()).toEqual([
    'HttpOnly',
    'Max-Age=2592000',
    'Path=/',
    'SameSite=Lax',
    'Secure',
  ])
  const [pair = ''] = cookie.split(';')
  const query = '{ viewer { user { email } } }'
  expect(dataOf(await proxied.ask(query, {}, { cookie: pair })).viewer.user.email).toBe(person.email)
  // One that plain HTTP may have set under another name does not count.
  const unprefixed = pair.replace('__Secure-', '')
  expect(dataOf(await proxied.ask(query, {}, { cookie: unprefixed })).viewer).toBeNull()
})

test('browsers are told to come by HTTPS only; who comes to the proxy without it is sent there', async () => {
  const answer = await fetch(`${proxied.address}/sign-in`, { headers: forwarded('198.51.100.7') })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000')
  const plain = (path: string, api = proxied) =>
    fetch(`${api.address}${path}`, { redirect: 'manual', headers: forwarded('198.51.100.7', 'http') })
  const sent = await plain('/sign-in?to=%2Fkeys')
  expect([sent.status, sent.headers.get('location')]).toEqual([308, `https://${PUBLIC}/sign-in?to=%2Fkeys`])
  expect((await plain('/healthz')).status).toBe(200)
  // Nobody is believed but the proxies.
  expect((await plain('/sign-in', direct)).status).toBe(200)
})

test('attempts are counted by client behind a trusted proxy, and by the last hop behind any other', async () => {
  const attempts = async (api: TestApi, clientOf: (attempt: number) => string) => {
    const statuses: number[] = []
    for (let attempt = 0; attempt < 12; attempt++)
      statuses.push((await signIn(api, forwarded(clientOf(attempt)), `guess ${attempt}`)).status)
    return statuses
  }
  expect(await attempts(proxied, (attempt) => `203.0.113.${attempt}`)).toEqual(Array(12).fill(401))
  // What a client writes itself stands before what the proxies add.
  expect((await attempts(proxied, (attempt) => `192.0.2.${attempt}, 203.0.113.99, 10.1.2.3`)).at(-1)).toBe(
    429,
  )
  expect((await signIn(proxied, forwarded('203.0.113.50'))).status).toBe(200)
  expect((await attempts(direct, (attempt) => `203.0.113.${attempt}`)).at(-1)).toBe(429)
})

test('who tries an address without an account learns nothing: the same answer for the same work', async () => {
  type Tried = { readonly told: unknown; readonly work: number }
  let client = 0
  const attempt = async (email: string): Promise<Tried> => {
    const headers = forwarded(`198.51.100.${++client}`)
    const before = process.cpuUsage()
    const answer = await signIn(proxied, headers, 'not the password', email)
    const { user, system } = process.cpuUsage(before)
    const { date: _, 'x-request-id': __, ...told } = Object.fromEntries(answer.headers)
    return { told: [answer.status, told, await answer.text()], work: user + system }
  }
  const known: Tried[] = []
  const unknown: Tried[] = []
  for (let round = 0; round < 4; round += 1) {
    known.push(await attempt(person.email))
    unknown.push(await attempt('nobody@example.org'))
  }
  expect(unknown.map(({ told }) => told)).toEqual(known.map(({ told }) => told))
  // Processor time, which a busy machine does not stretch: scrypt is nearly all of it, or none.
  const least = (attempts: readonly Tried[]) => Math.min(...attempts.map(({ work }) => work))
  expect(least(unknown) / least(known)).toBeGreaterThan(0.5)
})

test('only pages of the public address, by HTTPS, may connect and sign in under its name', async () => {
  const opened = (origin: string, host: string) =>
    new Promise<number | 'open'>((resolve) => {
      const url = `ws://127.0.0.1:${proxied.port}/graphql`
      const socket = new WebSocket(url, 'graphql-transport-ws', { headers: { origin, host } })
      socket.on('open', () => {
        resolve('open')
        socket.terminate()
      })
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
      socket.on('error', () => {})
    })
  const own = `127.0.0.1:${proxied.port}`
  expect(await opened(`https://${PUBLIC}`, PUBLIC)).toBe('open')
  // A proxy that does not pass the name on.
  expect(await opened(`https://${PUBLIC}`, own)).toBe('open')
  expect(await opened(`http://${own}`, own)).toBe('open')
  expect(await opened(`http://${PUBLIC}`, PUBLIC)).toBe(403)
  expect(await opened('https://evil.example', PUBLIC)).toBe(403)
  expect(await opened('null', PUBLIC)).toBe(403)
  const from = (origin: string) =>
    signIn(proxied, { ...forwarded('203.0.113.60'), origin, host: PUBLIC, cookie: 'a=b' })
  expect((await from(`https://${PUBLIC}`)).status).toBe(200)
  expect((await from('https://evil.example')).status).toBe(403)
  const form = (origin: string) =>
    fetch(`${proxied.address}/sign-in`, {
      ...{ method: 'POST', redirect: 'manual', headers: { origin, ...forwarded('203.0.113.61') } },
      body: new URLSearchParams({ email: person.email, password: person.password }),
    })
  expect((await form('https://evil.example')).status).toBe(403)
  expect((await form(`https://${PUBLIC}`)).status).toBe(303)
})

test('a session under HTTPS opens sockets', async () => {
  const answer = await signIn(proxied, forwarded('203.0.113.70'))
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  class WithCookie extends WebSocket {
    constructor(address: string, protocols: string | string[]) {
      super(address, protocols, { headers: { cookie, origin: `https://${PUBLIC}`, host: PUBLIC } })
    }
  }
  const client = createClient({
    ...{ url: `ws://127.0.0.1:${proxied.port}/graphql`, webSocketImpl: WithCookie, retryAttempts: 0 },
  })
  const first = await client.iterate({ query: '{ viewer { role } }' }).next()
  expect(first.value).toEqual({ data: { viewer: { role: 'OWNER' } } })
  await client.dispose()
})
