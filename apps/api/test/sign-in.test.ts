import { execFile } from 'node:child_process'
import { copyFile, readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startServer } from '../src/server.ts'
import { makeDataFolder } from './support/data-folder.ts'
import { type Answer, dataOf, quietly, startApi, type TestApi } from './support/start-api.ts'

const password = 'correct horse battery'

let api: TestApi
let ownersCookie: string
let ownersEmail: string
let viewersCookie: string
beforeAll(async () => {
  api = await startApi('sign_in', { signIn: true })
})
afterAll(() => api.stop())

const account = `($token: String!, $name: String!, $email: String!, $password: String!) {
  made: FIELD(token: $token, name: $name, email: $email, password: $password) {
    member { role user { id name email } } userErrors { path message code } } }`
const create = (field: string, token: string, person: object = {}) =>
  api.ask(`mutation ${account.replace('FIELD', field)}`, {
    ...{ token, name: 'Olga', email: 'Olga@example.org', password },
    ...person,
  })

const signIn = (email: string, typed = password, headers: Record<string, string> = {}) =>
  fetch(`${api.address}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: api.address, ...headers },
    body: JSON.stringify({ email, password: typed }),
  })

async function cookieOf(email: string): Promise<string> {
  const response = await signIn(email)
  expect(response.status).toBe(200)
  const [cookie = ''] = response.headers.getSetCookie()
  expect(cookie).toMatch(/HttpOnly; SameSite=Lax$/)
  return cookie.split(';')[0] ?? ''
}

const signOut = (cookie: string, origin = api.address) =>
  fetch(`${api.address}/api/auth/sign-out`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie, origin },
    body: '{}',
  })

const codeOf = (answer: Answer) => answer.errors?.[0]?.extensions.code
const invite =
  'mutation ($role: Role!) { inviteMember(role: $role) { path invitation { id createdBy { name } } } }'
const tokenOf = (link: string) => /\?token=([\w-]{43})$/.exec(link.trim())?.[1] ?? ''

/** Somebody who was invited and has signed in. */
async function join(email: string, role: string): Promise<{ id: string; cookie: string }> {
  const { path } = dataOf(await api.ask(invite, { role }, { cookie: ownersCookie })).inviteMember
  const { made } = dataOf(await create('acceptInvitation', tokenOf(path), { name: role, email }))
  expect(made).toMatchObject({ userErrors: [], member: { role, user: { email } } })
  return { id: made.member.user.id, cookie: await cookieOf(email) }
}

type Socket = { readonly closed: Promise<unknown>; dispose(): void }

/** A socket of somebody who is signed in, up and accepted. */
async function socketOf(cookie: string, port = api.port): Promise<Socket> {
  const closed = Promise.withResolvers<unknown>()
  const connected = Promise.withResolvers<void>()
  class WithCookie extends WebSocket {
    constructor(address: string, protocols: string | string[]) {
      super(address, protocols, { headers: { cookie } })
    }
  }
  const client = createClient({
    ...{
      url: `ws://127.0.0.1:${port}/graphql`,
      webSocketImpl: WithCookie,
      retryAttempts: 0,
      lazy: false,
    },
    onNonLazyError: () => {},
    on: { connected: () => connected.resolve(), closed: closed.resolve },
  })
  await connected.promise
  return { closed: closed.promise, dispose: () => void client.dispose() }
}

test('before there is an owner nobody is let in, and only the link in the data folder makes one', async () => {
  const file = path.join(api.dataFolder, 'first-owner-link')
  const link = await readFile(file, 'utf8')
  expect(link).toMatch(new RegExp(`^${api.address}/welcome\\?token=[\\w-]{43}\n$`))
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect((await fetch(`${api.address}/healthz`)).status).toBe(200)
  expect(codeOf(await api.ask('{ projects { id } }'))).toBe('UNAUTHENTICATED')
  expect(await (await fetch(api.address)).text()).toContain('has no owner yet')
  expect(await (await fetch(link.trim())).text()).toContain('Create the owner')

  expect(dataOf(await create('createFirstOwner', 'x'.repeat(43))).made.userErrors).toMatchObject([
    { path: ['token'], code: 'NOT_FOUND' },
  ])
  const weak = dataOf(await create('createFirstOwner', tokenOf(link), { password: 'short', email: 'no' }))
  expect(weak.made.userErrors.map((error: { path: string[] }) => error.path[0])).toEqual([
    'email',
    'password',
  ])

  const both = await Promise.all([
    create('createFirstOwner', tokenOf(link)),
    create('createFirstOwner', tokenOf(link), { email: 'second@example.org' }),
  ])
  const made = both.map((answer) => dataOf(answer).made.member).filter((member) => member !== null)
  expect(made).toMatchObject([{ role: 'OWNER', user: { name: 'Olga' } }])
  await expect(readFile(file, 'utf8')).rejects.toThrow('ENOENT')
  expect(dataOf(await create('createFirstOwner', tokenOf(link))).made.member).toBeNull()
  // Either of the two may have been first.
  ownersEmail = made[0].user.email
  ownersCookie = await cookieOf(ownersEmail)
  const who = await api.ask('{ viewer { open role user { name } } }', {}, { cookie: ownersCookie })
  expect(dataOf(who).viewer).toEqual({ open: false, role: 'OWNER', user: { name: 'Olga' } })
})

test('nobody signs up without an invitation, and a stranger is shown the way to the sign-in', async () => {
  const signUp = await fetch(`${api.address}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: api.address },
    body: JSON.stringify({ name: 'Eve', email: 'eve@example.org', password }),
  })
  expect(signUp.status).toBe(404)
  expect((await signIn('eve@example.org')).status).toBe(401)
  expect(codeOf(await api.ask('{ projects { id } }'))).toBe('UNAUTHENTICATED')
  expect(codeOf(await api.ask('{ projects { id } }', {}, { cookie: 'atelier.session_token=x.y' }))).toBe(
    'UNAUTHENTICATED',
  )
  const page = await fetch(`${api.address}/runs/1?tab=layers`, {
    redirect: 'manual',
    headers: { accept: 'text/html' },
  })
  expect([page.status, page.headers.get('location')]).toEqual([302, '/sign-in?to=%2Fruns%2F1%3Ftab%3Dlayers'])
  expect((await fetch(`${api.address}/images/fashion-mnist/test/0.png`)).status).toBe(401)
  expect((await fetch(`${api.address}/metrics`, { headers: { accept: 'text/plain' } })).status).toBe(401)
  const image = await fetch(`${api.address}/images/fashion-mnist/test/0.png`, {
    headers: { cookie: ownersCookie },
  })
  expect(image.status).toBe(200)
})

test('an invitation lets one person in, as what it says', async () => {
  const { path: link, invitation } = dataOf(
    await api.ask(invite, { role: 'VIEWER' }, { cookie: ownersCookie }),
  ).inviteMember
  expect(invitation.createdBy).toEqual({ name: 'Olga' })
  const open = '{ invitations { id role } }'
  expect(dataOf(await api.ask(open, {}, { cookie: ownersCookie })).invitations).toEqual([
    { id: invitation.id, role: 'VIEWER' },
  ])
  const person = { name: 'Vera', email: 'vera@example.org' }
  const taken = await create('acceptInvitation', tokenOf(link), {
    ...person,
    email: ownersEmail.toUpperCase(),
  })
  expect(dataOf(taken).made.userErrors[0]).toMatchObject({ path: ['email'], code: 'CONFLICT' })
  expect(dataOf(await create('acceptInvitation', tokenOf(link), person)).made.member.role).toBe('VIEWER')
  const again = await create('acceptInvitation', tokenOf(link), { ...person, email: 'w@example.org' })
  expect(dataOf(again).made.userErrors[0]).toMatchObject({ path: ['token'], code: 'NOT_FOUND' })
  expect(dataOf(await api.ask(open, {}, { cookie: ownersCookie })).invitations).toEqual([])

  const cookie = await cookieOf('vera@example.org')
  viewersCookie = cookie
  expect(dataOf(await api.ask('{ projects { slug } }', {}, { cookie })).projects).toHaveLength(1)
  for (const refused of ['mutation { createProject(name: "x") { project { id } } }', open])
    expect(codeOf(await api.ask(refused, {}, { cookie }))).toBe('FORBIDDEN')

  const second = dataOf(await api.ask(invite, { role: 'MEMBER' }, { cookie: ownersCookie })).inviteMember
  const revoke = 'mutation ($id: ID!) { revokeInvitation(id: $id) { invitation { id } userErrors { code } } }'
  dataOf(await api.ask(revoke, { id: second.invitation.id }, { cookie: ownersCookie }))
  const late = await create('acceptInvitation', tokenOf(second.path), { ...person, email: 'w@example.org' })
  expect(dataOf(late).made.userErrors[0].code).toBe('NOT_FOUND')
})

test('a link that two use at once lets one of them in', async () => {
  const { path: link } = dataOf(
    await api.ask(invite, { role: 'MEMBER' }, { cookie: ownersCookie }),
  ).inviteMember
  const emails = ['one@example.org', 'two@example.org']
  const both = await Promise.all(emails.map((email) => create('acceptInvitation', tokenOf(link), { email })))
  expect(both.map((answer) => dataOf(answer).made.userErrors[0]?.code).sort()).toEqual([
    'NOT_FOUND',
    undefined,
  ])
  expect(await api.db.member.count({ where: { email: { in: emails } } })).toBe(1)
})

test('an expired invitation lets nobody in', async () => {
  const { path: link, invitation } = dataOf(
    await api.ask(invite, { role: 'OWNER' }, { cookie: ownersCookie }),
  ).inviteMember
  await api.db.invitation.update({
    where: { id: invitation.id },
    data: { expiresAt: new Date(Date.now() - 1) },
  })
  const late = await create('acceptInvitation', tokenOf(link), { email: 'late@example.org' })
  expect(dataOf(late).made.userErrors[0].code).toBe('NOT_FOUND')
})

test('roles change at once, also on a socket that is open; the last owner stays', async () => {
  const { id, cookie } = await join('mia@example.org', 'MEMBER')
  const change =
    'mutation ($id: ID!, $role: Role!) { changeMemberRole(userId: $id, role: $role) { userErrors { code } } }'
  const make = 'mutation { createProject(name: "Mia") { project { id } } }'
  dataOf(await api.ask(make, {}, { cookie }))
  dataOf(await api.ask(change, { id, role: 'VIEWER' }, { cookie: ownersCookie }))
  expect(codeOf(await api.ask(make, {}, { cookie }))).toBe('FORBIDDEN')
  const owner = dataOf(await api.ask('{ viewer { user { id } } }', {}, { cookie: ownersCookie })).viewer.user
    .id
  const demoted = await api.ask(change, { id: owner, role: 'MEMBER' }, { cookie: ownersCookie })
  expect(dataOf(demoted).changeMemberRole.userErrors).toEqual([{ code: 'CONFLICT' }])
})

test('everybody makes keys of their own, which allow at most what they may do', async () => {
  const create = 'mutation { createApiKey(name: "notebook", scope: WRITE) { apiKey { id } secret } }'
  const revoke = 'mutation ($id: ID!) { revokeApiKey(id: $id) { apiKey { id } userErrors { code } } }'
  const list = '{ apiKeys { id } }'
  const vera = viewersCookie
  const mine = dataOf(await api.ask(create, {}, { cookie: ownersCookie })).createApiKey
  const hers = dataOf(await api.ask(create, {}, { cookie: vera })).createApiKey
  expect(dataOf(await api.ask(list, {}, { cookie: vera })).apiKeys).toEqual([{ id: hers.apiKey.id }])
  const whose = '{ apiKeys { id holder { name } } }'
  expect(dataOf(await api.ask(whose, {}, { cookie: ownersCookie })).apiKeys).toEqual([
    { id: hers.apiKey.id, holder: { name: 'Vera' } },
    { id: mine.apiKey.id, holder: { name: 'Olga' } },
  ])
  const asVera = { authorization: `Bearer ${hers.secret}` }
  expect(dataOf(await api.ask('{ viewer { user { name } } }', {}, asVera)).viewer.user.name).toBe('Vera')
  expect(codeOf(await api.ask('mutation { createProject(name: "x") { project { id } } }', {}, asVera))).toBe(
    'FORBIDDEN',
  )

  const foreign = dataOf(await api.ask(revoke, { id: mine.apiKey.id }, { cookie: vera })).revokeApiKey
  expect(foreign).toEqual({ apiKey: null, userErrors: [{ code: 'NOT_FOUND' }] })
  dataOf(await api.ask(list, {}, { authorization: `Bearer ${mine.secret}` }))
  expect(
    dataOf(await api.ask(revoke, { id: hers.apiKey.id }, { cookie: ownersCookie })).revokeApiKey.userErrors,
  ).toEqual([])
  expect(codeOf(await api.ask(list, {}, { ...asVera, cookie: ownersCookie }))).toBe('UNAUTHENTICATED')
})

test('a run says who made it', async () => {
  const { id, cookie } = await join('rita@example.org', 'MEMBER')
  const make =
    'mutation { createRun(input: {project: "fashion-mnist-study"}) { run { id createdBy { id name } } } }'
  const { run } = dataOf(await api.ask(make, {}, { cookie })).createRun
  expect(run.createdBy).toEqual({ id, name: 'MEMBER' })
  const launch = `mutation ($project: ID!) { launchRun(input: {
    projectId: $project, dataset: "fashion-mnist", model: {preset: "mlp"} }) { run { createdBy { id } } userErrors { message } } }`
  const project = dataOf(await api.ask('{ project(slug: "fashion-mnist-study") { id } }', {}, { cookie }))
    .project.id
  expect(dataOf(await api.ask(launch, { project }, { cookie })).launchRun.run.createdBy).toEqual({ id })
  const list = '{ runs { edges { node { createdBy { id } } } } }'
  expect(dataOf(await api.ask(list, {}, { cookie })).runs.edges).toHaveLength(2)
})

test('what a person holds open ends when they sign out or are removed', async () => {
  const { id, cookie } = await join('rob@example.org', 'MEMBER')
  const socket = await socketOf(cookie)
  expect((await signOut(cookie, 'http://evil.example')).status).toBe(403)
  expect((await signOut(cookie)).status).toBe(200)
  expect(await socket.closed).toMatchObject({ code: 4401 })
  expect(codeOf(await api.ask('{ projects { id } }', {}, { cookie }))).toBe('UNAUTHENTICATED')
  socket.dispose()

  const again = await cookieOf('rob@example.org')
  const second = await socketOf(again)
  const remove = 'mutation ($id: ID!) { removeMember(userId: $id) { userErrors { code } } }'
  expect(dataOf(await api.ask(remove, { id }, { cookie: ownersCookie })).removeMember.userErrors).toEqual([])
  expect(await second.closed).toMatchObject({ code: 4401 })
  second.dispose()
  expect(codeOf(await api.ask('{ projects { id } }', {}, { cookie: again }))).toBe('UNAUTHENTICATED')
  expect((await signIn('rob@example.org')).status).toBe(401)
})

test('who signs out at one API process is out at every other', async () => {
  const cookie = await cookieOf('mia@example.org')
  const other = await startServer({
    ...{ databaseUrl: api.databaseUrl, dataFolder: api.dataFolder, signIn: true },
    ...quietly,
  })
  try {
    const socket = await socketOf(cookie, other.port)
    expect((await signOut(cookie)).status).toBe(200)
    expect(await socket.closed).toMatchObject({ code: 4401 })
    socket.dispose()
  } finally {
    await other.stop()
  }
})

test('API processes sign cookies with one secret: one with another refuses to start, and tells the way out', async () => {
  const cookie = await cookieOf('mia@example.org')
  const data = await makeDataFolder()
  const start = () =>
    startServer({
      ...{ databaseUrl: api.databaseUrl, dataFolder: data.folder, signIn: true },
      ...quietly,
    })
  try {
    await expect(start()).rejects.toThrow(
      /^The secret in \S+auth-secret is not the one .* copy that file .*, or, if it is lost, run "npm run keys -- forget-secret" and start again\.$/,
    )
    await copyFile(path.join(api.dataFolder, 'auth-secret'), path.join(data.folder, 'auth-secret'))
    const same = await start()
    const answer = await fetch(`http://127.0.0.1:${same.port}/graphql`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json', cookie } },
      body: JSON.stringify({ query: '{ viewer { role } }' }),
    })
    expect(await answer.json()).toEqual({ data: { viewer: { role: 'VIEWER' } } })
    await same.stop()

    await rm(path.join(data.folder, 'auth-secret'))
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        fileURLToPath(import.meta.resolve('@atelier/db')).replace('index.ts', 'access/cli.ts'),
        'forget-secret',
      ],
      { env: { PATH: process.env.PATH, DATABASE_URL: api.databaseUrl, ATELIER_DATA: data.folder } },
    )
    expect(stdout).toMatch(/sessions ended: people sign in again/)
    await (await start()).stop()
    expect(dataOf(await api.ask('{ viewer { role } }', {}, { cookie })).viewer).toBeNull()
  } finally {
    await data.remove()
  }
})

test('passwords cannot be guessed: attempts are limited, whatever address is claimed', async () => {
  const statuses: number[] = []
  for (let attempt = 0; attempt < 12; attempt++) {
    const claimed = { 'x-forwarded-for': `203.0.113.${attempt}`, 'x-atelier-address': `203.0.113.${attempt}` }
    statuses.push((await signIn(ownersEmail, `guess number ${attempt}`, claimed)).status)
  }
  expect(statuses.filter((status) => status !== 401 && status !== 429)).toEqual([])
  expect(statuses.at(-1)).toBe(429)
})
