import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { listenUrlOf } from '@atelier/db/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startServer } from '../src/server.ts'
import { as, personIn } from './support/person.ts'
import { type Answer, dataOf, quietly, startApi, type TestApi } from './support/start-api.ts'

const person = { name: 'Olga', email: 'olga@example.org', password: 'correct horse battery' }

let api: TestApi
beforeAll(async () => {
  api = await startApi('sessions', { signIn: true })
  const link = new URL((await readFile(path.join(api.dataFolder, 'first-owner-link'), 'utf8')).trim())
  const create = `mutation ($token: String!, $name: String!, $email: String!, $password: String!) {
    createFirstOwner(token: $token, name: $name, email: $email, password: $password) { userErrors { message } } }`
  const token = link.searchParams.get('token')
  expect(dataOf(await api.ask(create, { token, ...person })).createFirstOwner.userErrors).toEqual([])
})
afterAll(() => api.stop())

const post = (where: string, body: string | ReadableStream, headers: Record<string, string> = {}) =>
  fetch(`${api.address}/api/auth${where}`, {
    ...{ method: 'POST', body, duplex: 'half' as const },
    headers: { 'content-type': 'application/json', origin: api.address, ...headers },
  })

/** The cookie of a new session. */
async function signIn(headers: Record<string, string> = {}): Promise<string> {
  const { email, password } = person
  const response = await post('/sign-in/email', JSON.stringify({ email, password }), headers)
  expect(response.status).toBe(200)
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

const who = async (cookie: string): Promise<Answer['data']> =>
  dataOf(await api.ask('{ viewer { user { name } } }', {}, { cookie })).viewer?.user.name

/** A socket of a session that was let in, and what it is told next: a message, or the code it is closed with. */
async function socketOf(cookie: string) {
  const socket = new WebSocket(`ws://127.0.0.1:${api.port}/graphql`, 'graphql-transport-ws', {
    headers: { cookie },
  })
  const next = async (): Promise<unknown> => {
    const over = new AbortController()
    const [told] = await Promise.race(
      ['message', 'close'].map((event) => once(socket, event, { signal: over.signal })),
    ).finally(() => over.abort())
    return typeof told === 'number' ? told : JSON.parse(String(told)).type
  }
  const say = (type: string) => socket.send(JSON.stringify({ type }))
  await once(socket, 'open')
  say('connection_init')
  expect(await next()).toBe('connection_ack')
  return { next, say, close: () => socket.close() }
}

test('who signs in anew is signed out of what their browser was signed in with', async () => {
  const former = await signIn()
  const elsewhere = await signIn()
  const socket = await socketOf(former)
  const next = socket.next()
  expect(await who(former)).toBe('Olga')
  const now = await signIn({ cookie: former })
  expect(await next).toBe(4401)
  expect(await who(former)).toBeUndefined()
  expect([await who(now), await who(elsewhere)]).toEqual(['Olga', 'Olga'])
})

test('who signs out is out in their next request, also at an API that no news reaches', async () => {
  const deaf = new URL(listenUrlOf(api.databaseUrl))
  deaf.pathname = '/postgres'
  const other = await startServer({
    ...{ databaseUrl: api.databaseUrl, listenUrl: deaf.href, dataFolder: api.dataFolder, signIn: true },
    ...quietly,
  })
  try {
    const address = `http://127.0.0.1:${other.port}`
    const cookie = await signIn()
    const told = async () => (await fetch(`${address}/images/none`, { headers: { cookie } })).status
    expect(await told()).toBe(404)
    const headers = { 'content-type': 'application/json', origin: address, cookie }
    const out = await fetch(`${address}/api/auth/sign-out`, { method: 'POST', headers, body: '{}' })
    expect(out.status).toBe(200)
    expect(await told()).toBe(401)
  } finally {
    await other.stop()
  }
})

test('an id that is of no member ends nothing that it may be the id of', async () => {
  const cookie = await signIn()
  const session = await api.db.session.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })
  const { id: elsewhere } = await api.db.workspace.create({ data: { slug: 'else', name: 'Elsewhere' } })
  const stranger = await personIn(api, { [elsewhere]: 'OWNER' })
  const socket = await socketOf(cookie)
  const asked = [
    'removeMember(userId: $id) { userErrors { code } }',
    'changeMemberRole(userId: $id, role: VIEWER) { userErrors { code } }',
    'renameWorkspace(id: $id, name: "x") { userErrors { code } }',
    'deleteWorkspace(id: $id) { userErrors { code } }',
  ]
  for (const field of asked) {
    const answer = await api.ask(`mutation ($id: ID!) { done: ${field} }`, { id: session.id }, as(stranger))
    expect(dataOf(answer).done.userErrors).toEqual([{ code: 'NOT_FOUND' }])
  }
  socket.say('ping')
  expect(await socket.next()).toBe('pong')
  socket.close()
})

test('a body for the sign-in is bounded, of whatever kind and however it comes', async () => {
  const large = JSON.stringify({ email: person.email, password: 'x'.repeat(2 ** 20) })
  const chunked = () => new Blob([large]).stream()
  for (const where of ['/sign-in/email', '/sign-out', '/change-password'])
    for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded'])
      for (const body of [large, chunked()])
        expect([where, type, (await post(where, body, { 'content-type': type })).status]).toEqual([
          ...[where, type, 413],
        ])
})
