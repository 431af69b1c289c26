import { finishRun, type Role, recordArtifacts } from '@atelier/db'
import { artifactKey, openStorage, parseStorageAddress } from '@atelier/storage'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { as, type Person, personIn } from './support/person.ts'
import { claimedRun } from './support/recording.ts'
import { type Answer, dataOf, startApi, type TestApi } from './support/start-api.ts'

let api: TestApi
/** The workspace that there is from the beginning, and what a person shows who owns another one only. */
let first: string
let outsider: Person
beforeAll(async () => {
  api = await startApi('workspaces')
  first = (await api.db.workspace.findFirstOrThrow()).id
  const { id } = await api.db.workspace.create({ data: { slug: 'outside', name: 'Outside' } })
  outsider = await personIn(api, { [id]: 'OWNER' })
})
afterAll(() => api.stop())

const codeOf = (answer: Answer) => answer.errors?.[0]?.extensions.code

type ChangeWorkspace = (
  field: string,
  args: object,
  who: Person,
  workspace?: string,
) => Promise<{
  workspace: { id: string; slug: string; name: string; role: Role | null } | null
  codes: string[]
}>

/** Calls a mutation that answers with a workspace. */
const change: ChangeWorkspace = async (field, args, who, workspace) => {
  const typed = Object.keys(args).map((name) => `$${name}: ${name === 'id' ? 'ID' : 'String'}!`)
  const named = Object.keys(args).map((name) => `${name}: $${name}`)
  const query = `mutation (${typed}) { made: ${field}(${named}) { workspace { id slug name role } userErrors { code } } }`
  const { made } = dataOf(await api.ask(query, args, as(who, workspace)))
  return { workspace: made.workspace, codes: made.userErrors.map(({ code }: { code: string }) => code) }
}

/** The id of a workspace that somebody makes. */
async function workspaceOf(who: Person, name: string): Promise<{ id: string; slug: string }> {
  const { workspace } = await change('createWorkspace', { name }, who)
  if (!workspace) throw new Error('no workspace')
  return workspace
}

test('anybody makes a workspace and owns it; what it is called changes, its slug does not', async () => {
  const person = await personIn(api, { [first]: 'VIEWER' })
  const made = await change('createWorkspace', { name: 'Vision Ünit' }, person)
  expect(made).toMatchObject({
    workspace: { slug: 'vision-unit', name: 'Vision Ünit', role: 'OWNER' },
    codes: [],
  })
  const id = made.workspace?.id ?? ''
  expect(await change('createWorkspace', { name: 'Vision unit' }, outsider)).toMatchObject({
    workspace: { slug: 'vision-unit-2' },
  })
  expect(await change('createWorkspace', { name: ' ' }, person)).toEqual({
    workspace: null,
    codes: ['INVALID_VALUE'],
  })
  const renamed = await change('renameWorkspace', { id, name: 'Sight' }, person)
  expect(renamed.workspace).toEqual({ id, slug: 'vision-unit', name: 'Sight', role: 'OWNER' })
  const list = dataOf(await api.ask('{ workspaces { name role } }', {}, as(person))).workspaces
  expect(list).toEqual([
    { name: 'Default', role: 'VIEWER' },
    { name: 'Sight', role: 'OWNER' },
  ])
  const bySlug = '{ workspace(slug: "vision-unit") { id members { role user { id } } invitations { id } } }'
  expect(dataOf(await api.ask(bySlug, {}, as(person))).workspace).toEqual({
    ...{ id, members: [{ role: 'OWNER', user: { id: person.id } }], invitations: [] },
  })
  expect(codeOf(await api.ask('{ workspace { id } }', {}, as(person)))).toBe('BAD_USER_INPUT')
})

test('where people do not sign in every workspace is theirs; one that they make is of the owners of the oldest', async () => {
  const make = 'mutation { createWorkspace(name: "Open") { workspace { id role } userErrors { code } } }'
  const early = dataOf(await api.ask(make)).createWorkspace
  expect(early).toMatchObject({ workspace: { role: 'OWNER' }, userErrors: [] })
  const owner = await personIn(api, { [first]: 'OWNER' })
  await personIn(api, { [first]: 'MEMBER' })
  const key = 'mutation { createApiKey(name: "ci", scope: WRITE) { secret } }'
  const { secret } = dataOf(await api.ask(key)).createApiKey
  const { id } = dataOf(await api.ask(make)).createWorkspace.workspace
  const members = 'query ($id: ID!) { workspace(id: $id) { members { role user { id name } } } }'
  const found = dataOf(await api.ask(members, { id })).workspace.members
  expect(found).toHaveLength(2)
  expect(found).toEqual(
    expect.arrayContaining([
      { role: 'OWNER', user: expect.objectContaining({ id: owner.id }) },
      { role: 'MEMBER', user: expect.objectContaining({ name: 'Scripts' }) },
    ]),
  )
  const all = '{ workspaces { id } }'
  const scripts = { id: '', authorization: `Bearer ${secret}` }
  expect(dataOf(await api.ask(all, {}, as(scripts)))).toEqual(dataOf(await api.ask(all)))
  const removal = 'mutation ($id: ID!) { deleteWorkspace(id: $id) { userErrors { code } } }'
  for (const doomed of [id, early.workspace.id])
    expect(dataOf(await api.ask(removal, { id: doomed })).deleteWorkspace.userErrors).toEqual([])
})

test('a slug alone is of the workspace that a request names, that a browser remembers, or of the oldest', async () => {
  const person = await personIn(api, { [first]: 'MEMBER' })
  const { id, slug } = await workspaceOf(person, '研究 Lab')
  const make = 'mutation { createProject(name: "Same") { project { id slug workspace { slug } } } }'
  const here = dataOf(await api.ask(make, {}, as(person))).createProject.project
  const there = dataOf(await api.ask(make, {}, as(person, encodeURIComponent(slug)))).createProject.project
  expect(here).toMatchObject({ slug: 'same', workspace: { slug: 'default' } })
  expect(there).toMatchObject({ slug: 'same', workspace: { slug } })

  const find = '{ viewer { role workspace { id } } project(slug: "same") { id } projects { slug } }'
  const remembered = { ...as(person), cookie: `a=b; atelier.workspace=${encodeURIComponent(slug)}` }
  for (const headers of [as(person, encodeURIComponent(slug)), remembered]) {
    const found = dataOf(await api.ask(find, {}, headers))
    expect(found).toEqual({
      viewer: { role: 'OWNER', workspace: { id } },
      ...{ project: { id: there.id }, projects: [{ slug: 'same' }] },
    })
  }
  expect(dataOf(await api.ask(find, {}, as(person)))).toMatchObject({ project: { id: here.id } })
  const forgotten = dataOf(await api.ask(find, {}, { ...as(person), cookie: 'atelier.workspace=outside' }))
  expect(forgotten).toMatchObject({ viewer: { workspace: { id: first } } })
  // What a script names is not silently another.
  for (const named of ['outside', 'no-such-workspace'])
    expect(codeOf(await api.ask(find, {}, as(person, named)))).toBe('NOT_FOUND')

  const log =
    'mutation { createRun(input: {project: "same"}) { run { project { id } } userErrors { code } } }'
  expect(dataOf(await api.ask(log, {}, as(person, encodeURIComponent(slug)))).createRun).toEqual({
    ...{ run: { project: { id: there.id } }, userErrors: [] },
  })
  expect(dataOf(await api.ask(log, {}, as(outsider))).createRun.userErrors).toEqual([{ code: 'NOT_FOUND' }])
  const list = '{ runs(search: "project:same") { totalCount } }'
  expect(dataOf(await api.ask(list, {}, as(person))).runs.totalCount).toBe(0)
  expect(dataOf(await api.ask(list, {}, as(person, encodeURIComponent(slug)))).runs.totalCount).toBe(1)
})

test('a link brings a member into a further workspace, in its role, once', async () => {
  const owner = await personIn(api, { [first]: 'OWNER' })
  const guest = await personIn(api, { [first]: 'MEMBER' })
  const { id, slug } = await workspaceOf(owner, 'Guests')
  const invite = 'mutation ($id: ID) { inviteMember(role: VIEWER, workspaceId: $id) { path } }'
  const { path } = dataOf(await api.ask(invite, { id }, as(owner))).inviteMember
  const token = path.split('=')[1]
  expect(await change('joinWorkspace', { token }, owner)).toEqual({ workspace: null, codes: ['CONFLICT'] })
  expect((await change('joinWorkspace', { token }, guest)).workspace).toMatchObject({ id, role: 'VIEWER' })
  expect((await change('joinWorkspace', { token }, outsider)).codes).toEqual(['NOT_FOUND'])
  const make = 'mutation { createProject(name: "x") { project { id } } }'
  expect(codeOf(await api.ask(make, {}, as(guest, slug)))).toBe('FORBIDDEN')
  expect(codeOf(await api.ask('{ invitations { id } }', {}, as(guest, slug)))).toBe('FORBIDDEN')
  expect(dataOf(await api.ask(make, {}, as(guest))).createProject.project).not.toBeNull()
})

test('the last owner neither leaves nor is demoted, and nobody leaves their only workspace', async () => {
  const owner = await personIn(api, { [first]: 'MEMBER' })
  const { id } = await workspaceOf(owner, 'Alone')
  const role =
    'mutation ($user: ID!, $id: ID) { made: changeMemberRole(userId: $user, role: VIEWER, workspaceId: $id) { userErrors { code } } }'
  const demoted = dataOf(await api.ask(role, { user: owner.id, id }, as(owner))).made
  expect(demoted.userErrors).toEqual([{ code: 'CONFLICT' }])
  expect((await change('leaveWorkspace', { id }, owner)).codes).toEqual(['CONFLICT'])
  const second = await personIn(api, { [id]: 'OWNER' })
  expect((await change('leaveWorkspace', { id }, second)).codes).toEqual(['CONFLICT'])
  expect((await change('leaveWorkspace', { id }, owner)).workspace).toMatchObject({ id, role: null })
  expect(dataOf(await api.ask('{ workspaces { id } }', {}, as(owner))).workspaces).toEqual([{ id: first }])
})

test('who is removed from one workspace keeps the others, and is shut out with the last', async () => {
  const owner = await personIn(api, { [first]: 'OWNER' })
  const { id } = await workspaceOf(owner, 'Leaving')
  const person = await personIn(api, { [first]: 'MEMBER', [id]: 'MEMBER' })
  const remove =
    'mutation ($user: ID!, $id: ID) { made: removeMember(userId: $user, workspaceId: $id) { userErrors { code } } }'
  const args = { user: person.id, id }
  expect(dataOf(await api.ask(remove, args, as(owner))).made.userErrors).toEqual([])
  expect(dataOf(await api.ask(remove, args, as(owner))).made.userErrors).toEqual([{ code: 'NOT_FOUND' }])
  expect(dataOf(await api.ask('{ workspaces { id } }', {}, as(person))).workspaces).toEqual([{ id: first }])
  dataOf(await api.ask(remove, { user: person.id, id: first }, as(owner)))
  expect(codeOf(await api.ask('{ workspaces { id } }', {}, as(person)))).toBe('UNAUTHENTICATED')
  expect(await api.db.apiKey.count({ where: { memberId: person.id } })).toBe(0)
})

test('a workspace is deleted with its projects once it holds no runs, and never the only one of a person', async () => {
  const owner = await personIn(api, { [first]: 'OWNER' })
  const { id, slug } = await workspaceOf(owner, 'Doomed')
  const member = await personIn(api, { [id]: 'MEMBER' })
  const only = await personIn(api, { [id]: 'OWNER' })
  dataOf(await api.ask('mutation { createProject(name: "Short") { project { id } } }', {}, as(member)))
  const log = 'mutation { createRun(input: {project: "short"}) { run { id } } }'
  const { run } = dataOf(await api.ask(log, {}, as(member))).createRun
  expect((await change('deleteWorkspace', { id }, only)).codes).toEqual(['CONFLICT'])
  expect((await change('deleteWorkspace', { id }, owner)).codes).toEqual(['CONFLICT'])
  const gone = `mutation ($id: ID!) {
    finishRun(id: $id, status: COMPLETED) { userErrors { code } } deleteRuns(ids: [$id]) { deletedIds } }`
  expect(dataOf(await api.ask(gone, { id: run.id }, as(member))).deleteRuns.deletedIds).toEqual([run.id])
  expect(await change('deleteWorkspace', { id }, owner)).toMatchObject({
    workspace: { slug, role: null },
    codes: [],
  })
  expect(await api.db.project.count({ where: { workspaceId: id } })).toBe(0)
  expect(codeOf(await api.ask('{ workspaces { id } }', {}, as(member)))).toBe('UNAUTHENTICATED')
})

test('keys of a person who is in another team as well are out of the hands of both owners', async () => {
  const owner = await personIn(api, { [first]: 'OWNER' })
  const { id } = await workspaceOf(owner, 'Keys')
  const [inside, shared] = [
    await personIn(api, { [id]: 'MEMBER' }),
    await personIn(api, { [id]: 'MEMBER', [first]: 'VIEWER' }),
  ]
  const other = await personIn(api, { [id]: 'OWNER' })
  const keysOf = ({ id }: Person) => api.db.apiKey.findFirstOrThrow({ where: { memberId: id } })
  const list = dataOf(await api.ask('{ apiKeys { id } }', {}, as(other))).apiKeys.map(({ id }: Person) => id)
  expect(list).toContain((await keysOf(inside)).id)
  expect(list).not.toContain((await keysOf(shared)).id)
  const revoke = 'mutation ($id: ID!) { revokeApiKey(id: $id) { userErrors { code } } }'
  const refused = dataOf(await api.ask(revoke, { id: (await keysOf(shared)).id }, as(other))).revokeApiKey
  expect(refused.userErrors).toEqual([{ code: 'NOT_FOUND' }])
})

test('files of a run and what a worker trains are of their workspace', async () => {
  const lease = await claimedRun(api)
  const address = parseStorageAddress(undefined, api.dataFolder)
  if (!address) throw new Error('a folder was expected')
  const parts = async function* () {
    yield Buffer.from('weights')
  }
  const about = { bytes: 7, contentType: 'application/octet-stream' }
  const stored = await (await openStorage(address)).put(artifactKey(lease.runId, 'a.json'), parts(), about)
  await recordArtifacts(api.db, lease, [{ name: 'a.json', format: 'json', ...stored }])
  const member = await personIn(api, { [first]: 'VIEWER' })
  const url = `${api.address}/artifacts/${lease.runId}/a.json`
  const none = `${api.address}/artifacts/${crypto.randomUUID()}/a.json`
  const seen = async (at: string, who: Person) => {
    const response = await fetch(at, { headers: as(who) })
    return [response.status, await response.text(), response.headers.get('etag')]
  }
  expect((await seen(url, member))[1]).toBe('weights')
  expect(await seen(url, outsider)).toEqual(await seen(none, outsider))

  const workers = '{ workers { id status run { id } runs { id } } }'
  const [ours] = dataOf(await api.ask(workers, {}, as(member))).workers
  expect(ours).toMatchObject({ run: { id: lease.runId }, runs: [{ id: lease.runId }] })
  expect(dataOf(await api.ask(workers, {}, as(outsider))).workers).toContainEqual({
    ...ours,
    run: null,
    runs: [],
  })
  await finishRun(api.db, lease, { status: 'COMPLETED', reason: null })
})
