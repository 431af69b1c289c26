import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { hashPassword } from 'better-auth/crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dataOf, startApi, type TestApi } from './support/start-api.ts'

const old = 'correct horse battery'

let api: TestApi
beforeAll(async () => {
  api = await startApi('passwords', { signIn: true })
})
afterAll(() => api.stop())

/** Somebody who signs in by `old`, or by a provider only. */
async function member(email: string, by: 'password' | 'provider'): Promise<void> {
  const { id: workspaceId } = await api.db.workspace.findFirstOrThrow()
  const { id } = await api.db.member.create({
    data: { name: 'Rosa', email, memberships: { create: { workspaceId, role: 'OWNER' } } },
  })
  const account =
    by === 'password'
      ? { providerId: 'credential', accountId: id, password: await hashPassword(old) }
      : { providerId: 'oidc', accountId: 'rosa' }
  await api.db.account.create({ data: { userId: id, ...account } })
}

const post = (at: string, body: object, cookie = '') =>
  fetch(`${api.address}/api/auth${at}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie, origin: api.address },
    body: JSON.stringify(body),
  })

const signIn = (email: string, password: string) => post('/sign-in/email', { email, password })

async function cookieOf(email: string, password: string): Promise<string> {
  const response = await signIn(email, password)
  expect(response.status).toBe(200)
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

const viewerOf = async (cookie: string) =>
  dataOf(await api.ask('{ viewer { hasPassword } }', {}, { cookie })).viewer

test('a password is changed by whoever knows it, and other browsers are signed out when that is asked', async () => {
  const email = 'rosa@example.org'
  await member(email, 'password')
  const [here, elsewhere] = [await cookieOf(email, old), await cookieOf(email, old)]
  const change = (currentPassword: string, newPassword: string, cookie = here) =>
    post('/change-password', { currentPassword, newPassword }, cookie)
  expect(await viewerOf(here)).toEqual({ hasPassword: true })

  expect(await (await change('a wrong guess', 'another long one')).json()).toMatchObject({
    code: 'INVALID_PASSWORD',
  })
  expect(await (await change(old, 'short')).json()).toMatchObject({ code: 'PASSWORD_TOO_SHORT' })
  expect((await change(old, 'another long one', '')).status).toBe(401)
  expect((await change(old, 'another long one')).status).toBe(200)
  expect((await signIn(email, old)).status).toBe(401)
  expect(await viewerOf(elsewhere)).not.toBeNull()

  expect((await post('/revoke-other-sessions', {}, here)).status).toBe(200)
  expect(await viewerOf(elsewhere)).toBeNull()
  expect(await viewerOf(here)).not.toBeNull()
  expect((await signIn(email, 'another long one')).status).toBe(200)
})

/** What `npm run password` runs. */
const reset = (...args: string[]) =>
  promisify(execFile)(
    process.execPath,
    [path.join(import.meta.dirname, '../src/auth/password-cli.ts'), ...args],
    { env: { PATH: process.env.PATH, DATABASE_URL: api.databaseUrl, ATELIER_DATA: api.dataFolder } },
  )

test('a forgotten password is reset on the server’s machine: the new one is shown once, and sessions end', async () => {
  await member('emmy@example.org', 'password')
  const cookie = await cookieOf('emmy@example.org', old)
  await expect(reset('nobody@example.org')).rejects.toMatchObject({
    ...{ code: 1, stdout: '', stderr: 'Nobody signs in here with nobody@example.org.\n' },
  })
  await expect(reset()).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('npm run password'),
  })

  const { stdout } = await reset('Emmy@Example.org')
  expect(stdout).toMatch(/^([a-z2-9]{4}-){4}[a-z2-9]{4}\n$/)
  await expect.poll(() => viewerOf(cookie)).toBeNull()
  expect((await signIn('emmy@example.org', old)).status).toBe(401)
  expect((await signIn('emmy@example.org', stdout.trim())).status).toBe(200)
})

test('whoever comes by a provider gets a password by it, too', async () => {
  await member('lise@example.org', 'provider')
  const { stdout } = await reset('lise@example.org')
  const cookie = await cookieOf('lise@example.org', stdout.trim())
  expect(await viewerOf(cookie)).toEqual({ hasPassword: true })
})
