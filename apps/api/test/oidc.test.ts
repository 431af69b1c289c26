import { createFirstOwner, inviteMember } from '@atelier/db'
import { freePort } from '@atelier/db/testing'
import { hashPassword } from 'better-auth/crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { Browser, linkOf, type Page } from './support/browser.ts'
import { client } from './support/oidc-client.ts'
import { type OidcProvider, startOidcProvider } from './support/oidc-provider.ts'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'

const password = 'correct horse battery'
const accounts = {
  stranger: { email: 'stranger@elsewhere.org', email_verified: true, name: 'Stranger' },
  invited: { email: 'invited@elsewhere.org', email_verified: true, name: 'Ida Invited' },
  colleague: { email: 'Colleague@Lab.example.org', email_verified: true, name: 'Cora Colleague' },
  heir: { email: 'colleague@lab.example.org', email_verified: true, name: 'Hedda Heir' },
  claimant: { email: 'claimant@lab.example.org', email_verified: false, name: 'Carl Claimant' },
  owner: { email: 'owner@elsewhere.org', email_verified: true, name: 'Somebody' },
  impostor: { email: 'owner@elsewhere.org', email_verified: false, name: 'Impostor' },
  nameless: { email: 'nameless@lab.example.org', email_verified: true },
  mute: { name: 'No address' },
}

let api: TestApi
let provider: OidcProvider
let browser: Browser
const settings = {
  clientId: client.id,
  clientSecret: client.secret,
  clientAuth: 'basic',
  name: 'Lab login',
} as const

beforeAll(async () => {
  const port = await freePort()
  const publicUrl = new URL(`http://127.0.0.1:${port}`)
  provider = await startOidcProvider({ redirectUri: `${publicUrl.origin}/api/auth/callback/oidc`, accounts })
  const oidc = { ...settings, issuer: provider.issuer, domains: ['lab.example.org'], role: 'VIEWER' } as const
  api = await startApi('oidc', { signIn: true, port, publicUrl, oidc })
})
afterAll(async () => {
  await api.stop()
  await provider.stop()
})
beforeEach(() => {
  browser = new Browser()
})

/** Presses the button of a door, and signs in at the provider as that person. */
async function comeAs(login: keyof typeof accounts, door: string, through = browser): Promise<Page> {
  const page = await through.open(linkOf(await through.open(door), 'Continue with Lab login'))
  return atProvider(login, page, through)
}

/** Signs in and agrees, where the provider asks for it. */
async function atProvider(login: string, page: Page, through = browser): Promise<Page> {
  let shown = page
  for (const prompt of ['login', 'consent'])
    if (shown.url.origin === provider.issuer)
      shown = await through.open(shown.url, { prompt, login, password: 'any' })
  return shown
}

const alertOf = ({ text }: Page) => /<p role="alert">([^<]*)/.exec(text)?.[1]
const viewerOf = async (through = browser) =>
  dataOf(await api.ask('{ viewer { role user { id name email } } }', {}, { cookie: through.cookie })).viewer
const signInPage = () => `${api.address}/sign-in`

test('nobody comes in by a provider before there is an owner', async () => {
  const page = await comeAs('colleague', signInPage())
  expect(alertOf(page)).toMatch(/known to Lab login, but nobody has let you in/)
  expect(await api.db.member.count()).toBe(0)
  const made = await createFirstOwner(
    api.db,
    { name: 'Olga', email: 'owner@elsewhere.org', password },
    hashPassword,
  )
  expect(made.ok).toBe(true)
})

test('whoever has neither an invitation nor an allowed address stays out, and leaves nothing', async () => {
  const page = await comeAs('stranger', `${signInPage()}?to=%2Fworkers`)
  expect(page.url.pathname + page.url.search).toBe('/sign-in?to=%2Fworkers&error=not_invited')
  expect(alertOf(page)).toMatch(/Ask an owner for an invitation/)
  expect(await viewerOf()).toBeNull()
  expect(alertOf(await comeAs('claimant', signInPage(), new Browser()))).toMatch(/nobody has let you in/)
  expect(alertOf(await comeAs('mute', signInPage(), new Browser()))).toMatch(
    /did not succeed|no e-mail address/,
  )
  expect(await api.db.member.count()).toBe(1)
  expect(await api.db.session.count()).toBe(0)
})

test('the browser is sent with state, nonce and PKCE, and the way back works in that browser only', async () => {
  const page = await browser.open(linkOf(await browser.open(signInPage()), 'Continue with Lab login'))
  const asked = new URL(browser.visited.find((address) => address.includes('/auth?')) ?? '')
  expect(Object.fromEntries(asked.searchParams)).toMatchObject({
    ...{ client_id: client.id, response_type: 'code', code_challenge_method: 'S256' },
    redirect_uri: `${api.address}/api/auth/callback/oidc`,
    ...{ state: expect.stringMatching(/.{32}/), nonce: expect.stringMatching(/.{32}/) },
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
  })
  browser.shut = '/api/auth/callback'
  const { url: callback } = await atProvider('invited', page)
  expect(callback.searchParams.get('code')).toBeTruthy()
  const thief = new Browser()
  const elsewhere = await thief.open(callback)
  expect(elsewhere.url.pathname).toBe('/sign-in')
  expect(alertOf(elsewhere)).toMatch(/took too long, or was begun in another browser/)
  expect(await viewerOf(thief)).toBeNull()
})

test('a verified address in an allowed domain lets in, in the role of the setting', async () => {
  const page = await comeAs('colleague', `${signInPage()}?to=%2Fworkers%3Fa%3D1`)
  expect(page.url.pathname + page.url.search).toBe('/workers?a=1')
  const viewer = await viewerOf()
  expect(viewer).toMatchObject({ role: 'VIEWER', user: { email: 'colleague@lab.example.org' } })
  const again = new Browser()
  await comeAs('colleague', signInPage(), again)
  expect((await viewerOf(again)).user.id).toBe(viewer.user.id)
  const rows = await api.db.account.findMany({ where: { userId: viewer.user.id } })
  expect(rows).toMatchObject([
    {
      ...{ providerId: 'oidc', accountId: `${provider.issuer}|colleague`, password: null },
      ...{ accessToken: null, refreshToken: null, idToken: null },
    },
  ])
  const unnamed = new Browser()
  await comeAs('nameless', signInPage(), unnamed)
  expect((await viewerOf(unnamed)).user.name).toBe('nameless')
})

test('an invitation lets one person in, as what it says, whatever their domain', async () => {
  const { id: workspaceId } = await api.db.workspace.findFirstOrThrow()
  const { token } = await inviteMember(api.db, { workspaceId, role: 'MEMBER', createdById: null })
  const door = `${api.address}/join?token=${token}`
  expect((await comeAs('invited', door)).url.pathname).toBe('/')
  expect(await viewerOf()).toMatchObject({ role: 'MEMBER', user: { name: 'Ida Invited' } })
  const late = await comeAs('stranger', door, new Browser())
  expect(late.url.pathname).toBe('/join')
  expect(alertOf(late)).toMatch(/This invitation was used/)
  const kept = await api.db.verification.findMany()
  expect(JSON.stringify(kept)).not.toContain(token)
})

test('whoever has an account comes into a further workspace by a link: signed in by one button, or by the provider', async () => {
  const workspace = await api.db.workspace.create({ data: { slug: 'second', name: 'Second' } })
  const invite = () => inviteMember(api.db, { workspaceId: workspace.id, role: 'MEMBER', createdById: null })
  const door = async () => `${api.address}/join?token=${(await invite()).token}`
  const members = () => api.db.membership.count({ where: { workspaceId: workspace.id } })
  await comeAs('invited', await door())
  expect(await members()).toBe(1)

  browser = new Browser()
  await comeAs('colleague', signInPage())
  const link = await door()
  const page = await browser.open(link)
  expect(page.text).toContain('Join as Cora Colleague')
  expect(page.text).not.toContain('name="password"')
  const token = new URL(link).searchParams.get('token') ?? ''
  expect((await browser.open(`${api.address}/join`, { token })).url.pathname).toBe('/')
  expect(await members()).toBe(2)
  expect(alertOf(await browser.open(`${api.address}/join`, { token }))).toMatch(/^This link was used/)

  const shut = new Browser()
  const asked = await shut.open(linkOf(await shut.open(link), 'I have an account here'))
  expect(asked.url.searchParams.get('to')).toBe(`/join?token=${token}`)
  expect((await shut.open(`${api.address}/join`, { token })).url.pathname).toBe('/sign-in')
})

test('an account with a password is connected by whoever knows that password and has its verified address', async () => {
  const impostor = await comeAs('impostor', signInPage(), new Browser())
  expect(alertOf(impostor)).toMatch(/Sign in with its password once/)
  const page = await comeAs('owner', `${signInPage()}?to=%2Fkeys`)
  expect(alertOf(page)).toMatch(/Sign in with its password once: then Lab login is connected/)
  expect(page.text).not.toContain('Continue with')
  const wrong = await browser.open(page.url, {
    email: 'owner@elsewhere.org',
    password: 'not it at all',
    connect: '1',
  })
  expect([wrong.status, alertOf(wrong)]).toEqual([401, 'The e-mail address or the password is not right.'])
  const form = { email: 'owner@elsewhere.org', password, connect: '1', to: '/keys' }
  const after = await atProvider('owner', await browser.open(page.url, form))
  expect(after.url.pathname).toBe('/keys')
  const connected = new Browser()
  await comeAs('owner', signInPage(), connected)
  expect(await viewerOf(connected)).toMatchObject({ role: 'OWNER', user: { name: 'Olga' } })
})

test('whoever has the address of another at the provider now does not come into their account', async () => {
  for (const door of [signInPage(), `${signInPage()}?to=%2Fkeys`]) {
    const heir = new Browser()
    expect(alertOf(await comeAs('heir', door, heir))).toMatch(/an account with your address here already/)
    expect(await viewerOf(heir)).toBeNull()
  }
  expect(await api.db.account.count({ where: { user: { email: 'colleague@lab.example.org' } } })).toBe(1)
})

test('nobody connects an account with a provider under another address', async () => {
  const other = new Browser()
  await other.open(signInPage(), { email: 'owner@elsewhere.org', password })
  expect((await viewerOf(other)).role).toBe('OWNER')
  const page = await atProvider('stranger', await other.open(`${signInPage()}/oidc?connect=1`), other)
  expect(alertOf(page)).toMatch(/Your address at Lab login is not the one that you have here/)
  expect(alertOf(await comeAs('stranger', signInPage(), new Browser()))).toMatch(/nobody has let you in/)
})

test('only our own door starts the way to a provider, and it leads back to this server only', async () => {
  for (const path of ['/sign-in/social', '/link-social', '/sign-up/email', '/list-sessions']) {
    const answer = await fetch(`${api.address}/api/auth${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: api.address },
      body: JSON.stringify({ provider: 'oidc', callbackURL: '/' }),
    })
    expect([path, answer.status]).toEqual([path, 404])
  }
  for (const to of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
    const page = await comeAs('colleague', `${signInPage()}?to=${encodeURIComponent(to)}`, new Browser())
    expect(page.url.origin).toBe(api.address)
  }
  const shown = await browser.open(`${signInPage()}?error=%3Cb%3E&to=%22%3E%3Cscript%3E`)
  expect(shown.text).not.toMatch(/<b>|"><script>/)
})

test('the way to a provider is not begun without end from one address', async () => {
  const statuses: string[] = []
  for (let attempt = 0; attempt < 61; attempt++) {
    const { headers } = await fetch(`${signInPage()}/oidc`, { redirect: 'manual' })
    statuses.push(headers.get('location') ?? '')
  }
  expect(statuses.at(-1)).toBe('/sign-in?error=too_often')
  expect(alertOf(await browser.open(`${api.address}/sign-in?error=too_often`))).toMatch(/^Too many attempts/)
})

test('a provider that is down keeps nobody from starting, and is asked again', async () => {
  const [port, later] = [await freePort(), await freePort()]
  const publicUrl = new URL(`http://127.0.0.1:${port}`)
  const issuer = `http://127.0.0.1:${later}`
  const oidc = { ...settings, issuer, domains: [], role: 'VIEWER' } as const
  const early = await startApi('oidc_away', { signIn: true, port, publicUrl, oidc })
  try {
    const door = `${early.address}/sign-in/oidc`
    expect(alertOf(await browser.open(door))).toMatch(/does not reach Lab login/)
    const redirectUri = `${publicUrl.origin}/api/auth/callback/oidc`
    const late = await startOidcProvider({ redirectUri, accounts, port: later })
    try {
      expect((await browser.open(door)).url.origin).toBe(issuer)
    } finally {
      await late.stop()
    }
  } finally {
    await early.stop()
  }
})
