import { revokeApiKey } from '@atelier/db'
import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { schema } from '../src/schema/index.ts'
import { nothing, type Right, table } from './support/access-table.ts'
import { answerTo, makeKey, refusalIn } from './support/ask-field.ts'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'

/** Whoever may ask, with the rights that they have. */
const askers = {
  'nobody, from elsewhere': [],
  'a revoked key': [],
  'whoever sits at this machine': ['read', 'own', 'write', 'manage'],
  'an owner': ['read', 'own', 'write', 'manage'],
  'an owner, key to read': ['read'],
  'a member': ['read', 'own', 'write'],
  'a member, key to read': ['read'],
  'a viewer': ['read', 'own'],
} as const satisfies Readonly<Record<string, readonly Right[]>>
type Asker = keyof typeof askers
const unknownToUs: readonly Asker[] = ['nobody, from elsewhere', 'a revoked key']

let api: TestApi
const headers = new Map<Asker, Record<string, string>>()

beforeAll(async () => {
  api = await startApi('access')
  headers.set('nobody, from elsewhere', { 'x-forwarded-for': '192.0.2.1' })
  headers.set('whoever sits at this machine', {})
  for (const role of ['OWNER', 'MEMBER', 'VIEWER'] as const) {
    const article = role === 'OWNER' ? 'an owner' : role === 'MEMBER' ? 'a member' : 'a viewer'
    const { id } = await api.db.member.create({
      data: {
        ...{ name: role, email: `${role}@example.org` },
        memberships: { create: { role, workspaceId: (await api.db.workspace.findFirstOrThrow()).id } },
      },
    })
    headers.set(article, (await makeKey(api, id, 'WRITE')).headers)
    if (article !== 'a viewer')
      headers.set(`${article}, key to read`, (await makeKey(api, id, 'READ')).headers)
    if (role !== 'OWNER') continue
    const revoked = await makeKey(api, id, 'WRITE')
    await revokeApiKey(api.db, revoked.id)
    headers.set('a revoked key', revoked.headers)
  }
})
afterAll(() => api.stop())

test('the table names every field of every root type', () => {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  const fields = roots.flatMap((type) =>
    Object.keys(type?.getFields() ?? {}).map((field) => `${type?.name}.${field}`),
  )
  expect(Object.keys(table).sort()).toEqual(fields.sort())
})

test.each(Object.keys(askers) as Asker[])('%s may ask exactly what they should', async (asker) => {
  const rights: readonly Right[] = ['nothing', ...askers[asker]]
  for (const [field, [right, operation]] of Object.entries(table)) {
    const refused = unknownToUs.includes(asker) ? 'UNAUTHENTICATED' : 'FORBIDDEN'
    const answer = await answerTo(api, headers.get(asker) ?? {}, operation(nothing))
    expect([field, refusalIn(answer)]).toEqual([field, rights.includes(right) ? undefined : refused])
  }
})

test('the schema is shown to those who are let in only', async () => {
  const query = '{ __schema { queryType { name } } }'
  const refused = await api.ask(query, {}, headers.get('nobody, from elsewhere'))
  expect(refused.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  expect(dataOf(await api.ask(query, {}, headers.get('a viewer'))).__schema.queryType.name).toBe('Query')
})

test('a revoked key is refused at once, and what it held open is closed', async () => {
  const owner = await api.db.member.findUniqueOrThrow({ where: { email: 'OWNER@example.org' } })
  const key = await makeKey(api, owner.id, 'WRITE')
  dataOf(await api.ask('{ projects { id } }', {}, key.headers))

  const closed = Promise.withResolvers<unknown>()
  const connected = Promise.withResolvers<void>()
  const client = createClient({
    ...{ url: `ws://127.0.0.1:${api.port}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 },
    ...{ connectionParams: { authorization: key.authorization }, lazy: false, onNonLazyError: () => {} },
    on: { connected: () => connected.resolve(), closed: (event) => closed.resolve(event) },
  })
  await connected.promise
  const stream = await fetch(`${api.address}/graphql/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...key.headers },
    body: JSON.stringify({ query: 'subscription { runChanges { kind } }' }),
  })

  const revoke = 'mutation ($id: ID!) { revokeApiKey(id: $id) { apiKey { revokedAt } } }'
  dataOf(await api.ask(revoke, { id: key.id }))
  expect(await closed.promise).toMatchObject({ code: 4401 })
  expect(await stream.text()).toMatch(/UNAUTHENTICATED[\s\S]*event: complete/)
  const after = await api.ask('{ projects { id } }', {}, key.headers)
  expect(after.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  await client.dispose()
})

test('a key that was made over the API lets in, with its use noted and nothing but its hash kept', async () => {
  const create = 'mutation { createApiKey(name: "ci", scope: WRITE) { apiKey { id start } secret } }'
  const { apiKey, secret } = dataOf(await api.ask(create)).createApiKey
  expect(secret).toMatch(/^atl_[\w-]{43}$/)
  const shown = { authorization: `Bearer ${secret}`, 'x-forwarded-for': '192.0.2.1' }
  expect(dataOf(await api.ask('{ viewer { role } }', {}, shown)).viewer.role).toBe('MEMBER')
  const list = dataOf(await api.ask('{ apiKeys { id lastUsedAt } }')).apiKeys
  expect(list.find(({ id }: { id: string }) => id === apiKey.id).lastUsedAt).not.toBeNull()
  const row = await api.db.apiKey.findUniqueOrThrow({ where: { id: apiKey.id } })
  expect(JSON.stringify(row)).not.toContain(secret)
})
