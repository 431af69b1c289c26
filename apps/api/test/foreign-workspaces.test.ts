import {
  createPublicLink,
  createRun,
  findFirstWorkspace,
  inviteMember,
  logPredictions,
  type Role,
  registerWorker,
} from '@atelier/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fieldsOfThings, nothing, type Things, table } from './support/access-table.ts'
import { answerTo, makeKey, refusalIn } from './support/ask-field.ts'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi('foreign')
})
afterAll(() => api.stop())

let made = 0

/** A workspace with one of everything in it, and the key of its owner. */
async function filledWorkspace(): Promise<{ things: Things; owner: Record<string, string> }> {
  const slug = `secret-${++made}`
  const { db } = api
  const { id: workspace } = await db.workspace.create({ data: { slug, name: slug } })
  const { id: project } = await db.project.create({ data: { workspaceId: workspace, slug, name: slug } })
  const parameters = { dataset: 'fashion-mnist' }
  const run = await createRun(db, { projectId: project, parameters, name: slug })
  if (!run.ok) throw new Error(JSON.stringify(run.issues))
  const judged = { ...{ actual: [0], predicted: [0], confidence: [1] }, firstExample: 0 }
  await logPredictions(db, { runId: run.value.id, epoch: 2, split: 'TEST', ...judged })
  const owner = await personIn(slug, { [workspace]: 'OWNER' })
  const member = await personIn(`${slug}-member`, { [workspace]: 'MEMBER' })
  const key = await makeKey(api, member, 'READ')
  const { invitation } = await inviteMember(db, {
    workspaceId: workspace,
    role: 'VIEWER',
    createdById: owner,
  })
  const link = await createPublicLink(db, {
    workspaceId: workspace,
    runIds: [run.value.id],
    createdById: owner,
  })
  if (!link.ok) throw new Error(JSON.stringify(link.issues))
  const ids = {
    workspace,
    project,
    member,
    run: run.value.id,
    invitation: invitation.id,
    key: key.id,
    link: link.value.link.id,
  }
  return { things: { ...ids, slug }, owner: (await makeKey(api, owner, 'WRITE')).headers }
}

async function personIn(name: string, roles: Readonly<Record<string, Role>>): Promise<string> {
  const memberships = Object.entries(roles).map(([workspaceId, role]) => ({ workspaceId, role }))
  const person = { name, email: `${name}@example.org`, memberships: { create: memberships } }
  return (await api.db.member.create({ data: person })).id
}

/** An answer without the ids that were asked for. */
const withoutIds = (answer: string, things: Things): string =>
  Object.values(things).reduce((text, id) => text.replaceAll(id, '…'), answer)

/** Everything that there is of a workspace, to see whether it was touched. */
const stateOf = ({ workspace }: Things) =>
  api.db.workspace.findUniqueOrThrow({
    where: { id: workspace },
    include: {
      ...{ memberships: true, invitations: true, publicLinks: { include: { runs: true } } },
      projects: { include: { runs: { include: { metrics: true, events: true, epochRows: true } } } },
    },
  })

/** Where what exists looks at first like what does not: the stream is silent until something happens. */
const silent = ['Subscription.runChanges']

/** Who may not see invitations or public links is not told that there is one; a list of them is of where one is. */
const unseen = ['Mutation.revokeInvitation', 'Mutation.revokePublicLink', 'Query.publicLinks']

test.each(['OWNER', 'MEMBER', 'VIEWER'] as const)(
  'to a person of another workspace, its %s, what lies in this one is as what does not exist',
  async (role) => {
    const { id: elsewhere } = await api.db.workspace.create({
      data: { slug: `elsewhere-${role}`, name: 'Elsewhere' },
    })
    const outsider = (await makeKey(api, await personIn(`outsider-${role}`, { [elsewhere]: role }), 'WRITE'))
      .headers
    const { things } = await filledWorkspace()
    const before = await stateOf(things)
    for (const [field, [, operation]] of Object.entries(table)) {
      const answer = await answerTo(api, outsider, operation(things))
      const ofNothing = await answerTo(api, outsider, operation(nothing))
      expect([field, withoutIds(answer, things)]).toEqual([field, withoutIds(ofNothing, nothing)])
    }
    expect(await stateOf(things)).toEqual(before)
  },
)

test('to its owner what lies in a workspace is there, at every field that takes any of it', async () => {
  expect(fieldsOfThings).toHaveLength(37)
  for (const field of fieldsOfThings.filter((field) => !silent.includes(field))) {
    const { things, owner } = await filledWorkspace()
    const [, operation] = table[field] ?? []
    const answer = await answerTo(api, owner, operation?.(things) ?? '')
    const ofNothing = await answerTo(api, owner, operation?.(nothing) ?? '')
    expect([field, withoutIds(answer, things)]).not.toEqual([field, withoutIds(ofNothing, nothing)])
    expect([field, refusalIn(answer)]).toEqual([field, undefined])
  }
})

test('who owns one workspace and looks at another changes nothing in that', async () => {
  const { id: own } = await api.db.workspace.create({ data: { slug: 'own', name: 'Own' } })
  const { things } = await filledWorkspace()
  const person = await personIn('looker', { [own]: 'OWNER', [things.workspace]: 'VIEWER' })
  const shown = (await makeKey(api, person, 'WRITE')).headers
  const before = await stateOf(things)
  for (const field of fieldsOfThings) {
    const [right, operation] = table[field] ?? []
    if (right !== 'write' && right !== 'manage') continue
    const refused = refusalIn(await answerTo(api, shown, operation?.(things) ?? ''))
    expect([field, refused]).toEqual([field, unseen.includes(field) ? undefined : 'FORBIDDEN'])
  }
  expect(await stateOf(things)).toEqual(before)
  const seen = dataOf(await api.ask('query ($id: ID!) { run(id: $id) { name } }', { id: things.run }, shown))
  expect(seen.run.name).toBe(things.slug)
})

test('workers, which train for every workspace, are drained only by who may write in the first', async () => {
  const { id: own } = await api.db.workspace.create({ data: { slug: 'of-their-own', name: 'Their own' } })
  const first = (await findFirstWorkspace(api.db))?.id ?? ''
  const worker = await registerWorker(api.db, { name: 'shared', host: 'here', device: 'CPU' })
  const drain = 'mutation ($id: ID!) { drainWorker(id: $id) { worker { status } } }'
  const resume = 'mutation ($id: ID!) { resumeWorker(id: $id) { worker { status } } }'
  const listed = '{ workers { id status viewerCanDrain } }'
  const keyOf = async (name: string, roles: Readonly<Record<string, Role>>) =>
    (await makeKey(api, await personIn(name, roles), 'WRITE')).headers
  const seen = (status: string, viewerCanDrain: boolean) => [{ id: worker.id, status, viewerCanDrain }]

  const outsider = await keyOf('newcomer', { [own]: 'OWNER', [first]: 'VIEWER' })
  expect((await api.ask(drain, { id: worker.id }, outsider)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  expect(dataOf(await api.ask(listed, {}, outsider)).workers).toEqual(seen('idle', false))

  const member = await keyOf('operator', { [own]: 'VIEWER', [first]: 'MEMBER' })
  expect(dataOf(await api.ask(drain, { id: worker.id }, member)).drainWorker.worker.status).toBe('draining')
  expect(dataOf(await api.ask(listed, {}, member)).workers).toEqual(seen('draining', true))
  expect((await api.ask(resume, { id: worker.id }, outsider)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
})
