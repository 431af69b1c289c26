import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { inviteMember } from '@atelier/db'
import { freePort } from '@atelier/db/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { Browser, linkOf, type Page } from './support/browser.ts'
import { client } from './support/oidc-client.ts'
import { type OidcProvider, startOidcProvider } from './support/oidc-provider.ts'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'

const password = 'correct horse battery'
const accounts = {
  colleague: { email: 'colleague@lab.example.org', email_verified: true, name: 'Cora Colleague' },
  owner: { email: 'owner@elsewhere.org', email_verified: true, name: 'Olga' },
  invited: { email: 'invited@elsewhere.org', email_verified: true, name: 'Ida Invited' },
}

let api: TestApi
let provider: OidcProvider
beforeAll(async () => {
  const port = await freePort()
  const publicUrl = new URL(`http://127.0.0.1:${port}`)
  provider = await startOidcProvider({
    ...{ accounts, redirectUri: `${publicUrl.origin}/api/auth/callback/oidc` },
    signedOutUri: `${publicUrl.origin}/sign-in`,
  })
  api = await startApi('oidc_only', {
    ...{ signIn: true, port, publicUrl },
    oidc: {
      ...{ issuer: provider.issuer, clientId: client.id, clientSecret: client.secret, clientAuth: 'basic' },
      ...{ name: 'Lab login', domains: ['lab.example.org'], role: 'VIEWER' },
      ...{ passwords: false, endsSessions: true },
    },
  })
})
afterAll(async () => {
  await api.stop()
  await provider.stop()
})

async function comeAs(login: keyof typeof accounts, door: string, through: Browser): Promise<Page> {
  let page = await through.open(linkOf(await through.open(door), 'Continue with Lab login'))
  for (const prompt of ['login', 'consent'])
    if (page.url.origin === provider.issuer)
      page = await through.open(page.url, { prompt, login, password: 'any' })
  return page
}

const alertOf = ({ text }: Page) => /<p role="alert">([^<]*)/.exec(text)?.[1]
const viewerOf = async (through: Browser) =>
  dataOf(await api.ask('{ viewer { passwords user { name } } }', {}, { cookie: through.cookie })).viewer
const signInPage = () => `${api.address}/sign-in`
const post = (path: string, body: object, through: Browser) =>
  fetch(api.address + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: api.address, cookie: through.cookie },
    body: JSON.stringify(body),
  })

test('the first owner takes a password, the last one that counts, and is led on to be connected', async () => {
  const link = (await readFile(path.join(api.dataFolder, 'first-owner-link'), 'utf8')).trim()
  const browser = new Browser()
  browser.shut = '/sign-in/oidc'
  const token = new URL(link).searchParams.get('token') ?? ''
  const person = { name: 'Olga', email: accounts.owner.email, password }
  const led = await browser.open(`${api.address}/welcome`, { ...person, token })
  expect(led.url.href).toBe(`${signInPage()}/oidc?connect=1&to=%2F`)
  expect(await viewerOf(browser)).toMatchObject({ user: { name: 'Olga' } })
})

test('where passwords are off the pages show the provider alone, and no door takes a password', async () => {
  const browser = new Browser()
  const page = await browser.open(signInPage())
  expect(page.text).not.toMatch(/<form|type="password"|class="or"/)
  const right = { email: accounts.owner.email, password }
  for (const form of [right, { ...right, connect: '1' }]) {
    const refused = await browser.open(page.url, form)
    expect([refused.status, alertOf(refused)]).toEqual([403, 'People come in with Lab login only.'])
  }
  for (const path of ['/api/auth/sign-in/email', '/api/auth/change-password'])
    expect([path, (await post(path, right, browser)).status]).toEqual([path, 404])
  expect(await viewerOf(browser)).toBeNull()
  await comeAs('colleague', signInPage(), browser)
  expect(await viewerOf(browser)).toEqual({ passwords: false, user: { name: 'Cora Colleague' } })
})

test('an invitation is taken with the provider, and makes no account with a password', async () => {
  const { id: workspaceId } = await api.db.workspace.findFirstOrThrow()
  const { token } = await inviteMember(api.db, { workspaceId, role: 'MEMBER', createdById: null })
  const browser = new Browser()
  const door = `${api.address}/join?token=${token}`
  expect((await browser.open(door)).text).not.toMatch(/<form|type="password"/)
  const person = { name: 'Ida', email: accounts.invited.email, password }
  expect((await browser.open(`${api.address}/join`, { ...person, token })).status).toBe(403)
  const mutation = `mutation ($token: String!, $name: String!, $email: String!, $password: String!) {
    acceptInvitation(token: $token, name: $name, email: $email, password: $password) { userErrors { path message } } }`
  expect(dataOf(await api.ask(mutation, { ...person, token })).acceptInvitation.userErrors).toEqual([
    { path: ['password'], message: 'people come in by the provider only: open the link' },
  ])
  await comeAs('invited', door, browser)
  expect(await viewerOf(browser)).toMatchObject({ user: { name: 'Ida Invited' } })
})

test('an account with a password that the provider is not connected to is told how that is done', async () => {
  const page = await comeAs('owner', signInPage(), new Browser())
  expect(alertOf(page)).toMatch(/passwords are turned off. Ask whoever runs this server/)
  expect(page.text).not.toMatch(/type="password"/)
})

test('signing out leads on to the provider, which signs out as well and leads back', async () => {
  const browser = new Browser()
  await comeAs('colleague', signInPage(), browser)
  const answer = await post('/api/auth/sign-out', {}, browser)
  const { url } = z.object({ url: z.string() }).parse(await answer.json())
  expect(new URL(url).origin).toBe(provider.issuer)
  expect(await viewerOf(browser)).toBeNull()
  const asked = await browser.open(url)
  const [, action = ''] = /<form[^>]*action="([^"]*)"/.exec(asked.text) ?? []
  const [, xsrf = ''] = /name="xsrf" value="([^"]*)"/.exec(asked.text) ?? []
  const back = await browser.open(action, { xsrf, logout: 'yes' })
  expect(back.url.href).toBe(signInPage())
  const next = await browser.open(linkOf(back, 'Continue with Lab login'))
  expect(next.url.origin).toBe(provider.issuer)
  expect(next.text).toContain('name="login"')
})

test('signing out works while the provider is away', async () => {
  const browser = new Browser()
  await comeAs('colleague', signInPage(), browser)
  await provider.stop()
  expect((await post('/api/auth/sign-out', {}, browser)).status).toBe(200)
  expect(await viewerOf(browser)).toBeNull()
})
