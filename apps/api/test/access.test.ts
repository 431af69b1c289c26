import { createApiKey, revokeApiKey } from '@atelier/db'
import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { schema } from '../src/schema/index.ts'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'

/** What somebody must be allowed to ask a field. */
type Right = 'nothing' | 'read' | 'own' | 'write' | 'manage'
/** The right that a field needs, and an operation that asks for it. */
type Case = readonly [right: Right, operation: string]

const ID = '"00000000-0000-7000-8000-000000000000"'
const logged = '{ userErrors { code } }'
const account = 'token: "none", name: "x", email: "x@example.org", password: "0123456789"'

/** Every field of the three root types. A field that is not here fails the first test. */
const table: Readonly<Record<string, Case>> = {
  'Query.apiKeys': ['read', '{ apiKeys { id } }'],
  'Query.dataset': ['read', '{ dataset(name: "none") { name } }'],
  'Query.datasets': ['read', '{ datasets { name } }'],
  'Query.invitations': ['manage', '{ invitations { id } }'],
  'Query.members': ['read', '{ members { role } }'],
  'Query.modelPresets': ['read', '{ modelPresets { name } }'],
  'Query.previewModel': [
    'read',
    '{ previewModel(inputShape: [28, 28, 1], model: {preset: "mlp"}) { __typename } }',
  ],
  'Query.project': ['read', '{ project(slug: "none") { id } }'],
  'Query.projects': ['read', '{ projects { id } }'],
  'Query.run': ['read', `{ run(id: ${ID}) { id } }`],
  'Query.runs': ['read', '{ runs { totalCount } }'],
  'Query.viewer': ['nothing', '{ viewer { role } }'],
  'Query.workers': ['read', '{ workers { id } }'],
  'Query.workspace': ['read', `{ workspace(id: ${ID}) { id } }`],
  'Query.workspaces': ['read', '{ workspaces { id } }'],
  'Mutation.acceptInvitation': ['nothing', `mutation { acceptInvitation(${account}) ${logged} }`],
  'Mutation.changeMemberRole': [
    'manage',
    `mutation { changeMemberRole(userId: ${ID}, role: OWNER) ${logged} }`,
  ],
  'Mutation.createApiKey': [
    'own',
    'mutation { createApiKey(name: "", scope: READ) { userErrors { code } } }',
  ],
  'Mutation.createFirstOwner': ['nothing', `mutation { createFirstOwner(${account}) ${logged} }`],
  'Mutation.createProject': ['write', `mutation { createProject(name: "") ${logged} }`],
  'Mutation.createWorkspace': ['own', `mutation { createWorkspace(name: "") ${logged} }`],
  'Mutation.deleteWorkspace': ['manage', `mutation { deleteWorkspace(id: ${ID}) ${logged} }`],
  'Mutation.joinWorkspace': ['own', `mutation { joinWorkspace(token: "none") ${logged} }`],
  'Mutation.leaveWorkspace': ['own', `mutation { leaveWorkspace(id: ${ID}) ${logged} }`],
  'Mutation.renameWorkspace': ['manage', `mutation { renameWorkspace(id: ${ID}, name: "x") ${logged} }`],
  'Mutation.createRun': ['write', `mutation { createRun(input: {projectId: ${ID}}) ${logged} }`],
  'Mutation.deleteRuns': ['write', `mutation { deleteRuns(ids: [${ID}]) ${logged} }`],
  'Mutation.drainWorker': ['write', `mutation { drainWorker(id: ${ID}) ${logged} }`],
  'Mutation.resumeWorker': ['write', `mutation { resumeWorker(id: ${ID}) ${logged} }`],
  'Mutation.finishRun': ['write', `mutation { finishRun(id: ${ID}, status: COMPLETED) ${logged} }`],
  'Mutation.forkRun': ['write', `mutation { forkRun(input: {runId: ${ID}}) ${logged} }`],
  'Mutation.pauseRun': ['write', `mutation { pauseRun(id: ${ID}) ${logged} }`],
  'Mutation.resumeRun': ['write', `mutation { resumeRun(id: ${ID}) ${logged} }`],
  'Mutation.steerRun': ['write', `mutation { steerRun(id: ${ID}) ${logged} }`],
  'Mutation.inviteMember': ['manage', 'mutation { inviteMember(role: VIEWER) { path } }'],
  'Mutation.launchRun': [
    'write',
    `mutation { launchRun(input: {projectId: ${ID}, dataset: "none", model: {preset: "mlp"}}) ${logged} }`,
  ],
  'Mutation.logConfusionMatrix': [
    'write',
    `mutation { logConfusionMatrix(runId: ${ID}, input: {epoch: 1, labels: ["a"], counts: [[1]]}) ${logged} }`,
  ],
  'Mutation.logEpochs': ['write', `mutation { logEpochs(runId: ${ID}, epochs: []) ${logged} }`],
  'Mutation.logEvaluation': [
    'write',
    `mutation { logEvaluation(runId: ${ID}, input: {epoch: 1, split: TEST, loss: 1, accuracy: 1, examples: 1}) ${logged} }`,
  ],
  'Mutation.logLayers': ['write', `mutation { logLayers(runId: ${ID}, layers: []) ${logged} }`],
  'Mutation.logLines': ['write', `mutation { logLines(runId: ${ID}, lines: []) ${logged} }`],
  'Mutation.logMetrics': ['write', `mutation { logMetrics(runId: ${ID}, points: []) ${logged} }`],
  'Mutation.logPredictions': [
    'write',
    `mutation { logPredictions(runId: ${ID}, input: {epoch: 1, split: TEST, actual: [0], predicted: [0], confidence: [1]}) ${logged} }`,
  ],
  'Mutation.removeMember': ['manage', `mutation { removeMember(userId: ${ID}) ${logged} }`],
  'Mutation.revokeApiKey': ['own', `mutation { revokeApiKey(id: ${ID}) ${logged} }`],
  'Mutation.revokeInvitation': ['manage', `mutation { revokeInvitation(id: ${ID}) ${logged} }`],
  'Mutation.stopRun': ['write', `mutation { stopRun(id: ${ID}) ${logged} }`],
  'Mutation.updateRun': ['write', `mutation { updateRun(input: {id: ${ID}}) ${logged} }`],
  'Subscription.runChanges': ['read', 'subscription { runChanges { kind } }'],
  'Subscription.runEvents': ['read', `subscription { runEvents(runId: ${ID}) { cursor } }`],
}

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
    headers.set(article, (await makeKey(id, 'WRITE')).headers)
    if (article !== 'a viewer') headers.set(`${article}, key to read`, (await makeKey(id, 'READ')).headers)
    if (role !== 'OWNER') continue
    const revoked = await makeKey(id, 'WRITE')
    await revokeApiKey(api.db, revoked.id)
    headers.set('a revoked key', revoked.headers)
  }
})
afterAll(() => api.stop())

async function makeKey(memberId: string, scope: 'READ' | 'WRITE') {
  const made = await createApiKey(api.db, memberId, { name: 'test', scope })
  if (!made.ok) throw new Error(JSON.stringify(made.issues))
  const authorization = `Bearer ${made.value.secret}`
  return { id: made.value.key.id, secret: made.value.secret, authorization, headers: { authorization } }
}

test('the table names every field of every root type', () => {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  const fields = roots.flatMap((type) =>
    Object.keys(type?.getFields() ?? {}).map((field) => `${type?.name}.${field}`),
  )
  expect(Object.keys(table).sort()).toEqual(fields.sort())
})

/** Codes of the refusal, if it is one: over HTTP, or for subscriptions the first message of their stream. */
async function refusal(asker: Asker, operation: string): Promise<string | undefined> {
  const shown = headers.get(asker) ?? {}
  const isStream = operation.startsWith('subscription')
  const left = new AbortController()
  const response = await fetch(`${api.address}/graphql${isStream ? '/stream' : ''}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...shown },
    body: JSON.stringify({ query: operation }),
    signal: left.signal,
  })
  const answered =
    isStream && operation.includes('runChanges') ? await beginning(response) : await response.text()
  left.abort()
  return /"code":"(UNAUTHENTICATED|FORBIDDEN|BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)"/.exec(answered)?.[1]
}

/** What a stream without end begins with: an error is told at once, and otherwise a ping comes, or nothing. */
async function beginning(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  let text = ''
  while (!/\n\n|:\n/.test(text)) {
    const { done, value } = (await reader?.read()) ?? { done: true }
    if (done) break
    text += new TextDecoder().decode(value)
  }
  return text
}

test.each(Object.keys(askers) as Asker[])('%s may ask exactly what they should', async (asker) => {
  const rights: readonly Right[] = ['nothing', ...askers[asker]]
  for (const [field, [right, operation]] of Object.entries(table)) {
    const refused = unknownToUs.includes(asker) ? 'UNAUTHENTICATED' : 'FORBIDDEN'
    expect([field, await refusal(asker, operation)]).toEqual([
      field,
      rights.includes(right) ? undefined : refused,
    ])
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
  const key = await makeKey(owner.id, 'WRITE')
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
