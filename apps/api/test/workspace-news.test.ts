import { updateRun } from '@atelier/db'
import { type Client, createClient } from 'graphql-ws'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { answerTo } from './support/ask-field.ts'
import { as, type Person, personIn } from './support/person.ts'
import { queuedRun } from './support/recording.ts'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'

let api: TestApi
/** The workspace of the runs, and another one. */
let first: string
let elsewhere: string
beforeAll(async () => {
  api = await startApi('workspace_news')
  first = (await api.db.workspace.findFirstOrThrow()).id
  elsewhere = (await api.db.workspace.create({ data: { slug: 'elsewhere', name: 'Elsewhere' } })).id
})
afterAll(async () => {
  for (const client of clients) await client.dispose()
  await api.stop()
})

type Followed<Data> = AsyncIterableIterator<{ readonly data?: Data | null | undefined }>
type Follower = {
  follow<Data>(query: string, variables?: Record<string, unknown>): Followed<Data>
  readonly closed: Promise<unknown>
}
const clients: Client[] = []

/** A socket of somebody that connects again by itself. */
function socketOf({ authorization }: Person, workspace?: string): Follower {
  const closed = Promise.withResolvers<unknown>()
  const client = createClient({
    ...{ url: `ws://127.0.0.1:${api.port}/graphql`, webSocketImpl: WebSocket, retryWait: async () => {} },
    ...{ connectionParams: { authorization, workspace }, on: { closed: closed.resolve } },
  })
  clients.push(client)
  return {
    follow: <Data>(query: string, variables = {}) => client.iterate<Data>({ query, variables }),
    closed: closed.promise,
  }
}

test('what is followed in a workspace ends with the membership; the socket comes again and hears no more of it', async () => {
  const person = await personIn(api, { [first]: 'MEMBER', [elsewhere]: 'MEMBER' })
  const runId = await queuedRun(api)
  const events = `subscription { runEvents(runId: "${runId}") { cursor } }`
  const { follow, closed } = socketOf(person)
  const news = follow(events)
  expect(await news.next()).toMatchObject({ value: { data: { runEvents: { cursor: expect.any(String) } } } })
  const stream = await fetch(`${api.address}/graphql/stream`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json', ...as(person) } },
    body: JSON.stringify({ query: events }),
  })
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
  let told = ''
  while (!told.includes('cursor')) told += (await reader?.read())?.value
  const membership = { workspaceId: first, memberId: person.id }
  await api.db.membership.delete({ where: { workspaceId_memberId: membership } })
  expect(await closed).toMatchObject({ code: 1012 })
  await expect(news.next()).rejects.toMatchObject([{ extensions: { code: 'NOT_FOUND' } }])
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) told += next.value
  expect(told).not.toContain('event: complete')
  expect(await answerTo(api, as(person), events)).toContain('NOT_FOUND')
  expect(dataOf(await api.ask('{ workspaces { id } }', {}, as(person))).workspaces).toEqual([
    { id: elsewhere },
  ])
})

test('a socket is in the workspace that its parameters name', async () => {
  const person = await personIn(api, { [first]: 'MEMBER', [elsewhere]: 'OWNER' })
  const where = '{ viewer { role workspace { slug } } }'
  for (const [workspace, viewer] of [
    [undefined, { role: 'MEMBER', workspace: { slug: 'default' } }],
    ['elsewhere', { role: 'OWNER', workspace: { slug: 'elsewhere' } }],
  ] as const) {
    const { follow } = socketOf(person, workspace)
    expect(await follow(where).next()).toMatchObject({ value: { data: { viewer } } })
  }
  const { value } = await socketOf(person, 'unknown').follow(where).next()
  expect(value).toMatchObject({ data: { viewer: null }, errors: [{ extensions: { code: 'NOT_FOUND' } }] })
})

type Change = {
  readonly runChanges: { readonly runId: string; readonly run: { readonly notes: string } | null }
}
const changes = 'subscription ($project: ID) { runChanges(projectId: $project) { runId run { notes } } }'

/** Writes on a run until a stream tells of it. @returns the runs that it told of */
async function until(stream: Followed<Change>, runId: string, notes: string): Promise<Set<string>> {
  const told = new Set<string>()
  let arrived = false
  const listen = async () => {
    while (!arrived) {
      const { value } = await stream.next()
      const change: Change['runChanges'] | undefined = value?.data?.runChanges
      if (change) told.add(change.runId)
      arrived = change?.runId === runId && change.run?.notes === notes
    }
  }
  const listening = listen()
  while (!arrived) await Promise.race([listening, updateRun(api.db, { id: runId, notes })])
  return told
}

test('news of runs stay in their workspace, whatever project is asked for', async () => {
  const member = await personIn(api, { [first]: 'VIEWER' })
  const { projectId: project, id: theirs } = await api.db.run.findUniqueOrThrow({
    where: { id: await queuedRun(api) },
  })
  const outsider = await personIn(api, { [elsewhere]: 'OWNER' })
  const make = 'mutation { createProject(name: "Mine") { project { id } } }'
  dataOf(await api.ask(make, {}, as(outsider)))
  const log = 'mutation { createRun(input: {project: "mine"}) { run { id } } }'
  const own: string = dataOf(await api.ask(log, {}, as(outsider))).createRun.run.id

  const outside = socketOf(outsider)
  const foreign = outside.follow<Change>(changes, { project })
  const heard: unknown[] = []
  void (async () => {
    for await (const change of foreign) heard.push(change)
  })()
  const here = outside.follow<Change>(changes)
  await until(here, own, 'up')
  const inside = socketOf(member)
  for (const [at, variables] of [{}, { project }].entries())
    expect(await until(inside.follow<Change>(changes, variables), theirs, `told ${at}`)).toEqual(
      new Set([theirs]),
    )
  expect(await until(here, own, 'after all of that')).toEqual(new Set([own]))
  expect(heard).toEqual([])
})
