import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { readEnv } from '../src/env.ts'

const needed = { DATABASE_URL: 'postgresql://localhost/atelier' }

test('defaults', () => {
  expect(readEnv(needed)).toMatchObject({
    PORT: 3000,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'info',
    ATELIER_ALLOWED_HOSTS: [],
  })
  expect(readEnv(needed).ATELIER_DATA).toMatch(/\/\.atelier$/)
  expect(readEnv(needed).WEB_URL).toBeUndefined()
})

test('values', () => {
  const given = {
    ...needed,
    PORT: '0',
    WEB_URL: 'http://127.0.0.1:4000',
    ATELIER_ALLOWED_HOSTS: 'A.example, b.example,',
  }
  expect(readEnv(given)).toMatchObject({
    PORT: 0,
    WEB_URL: 'http://127.0.0.1:4000',
    ATELIER_ALLOWED_HOSTS: ['a.example', 'b.example'],
  })
})

test('behind a PgBouncer the connection that listens needs an address of its own', () => {
  const DATABASE_URL = 'postgresql://pooler:6432/atelier?pgbouncer=true'
  expect(() => readEnv({ DATABASE_URL })).toThrow(/DATABASE_LISTEN_URL is needed where/)
  const DATABASE_LISTEN_URL = 'postgresql://localhost/atelier'
  expect(readEnv({ DATABASE_URL, DATABASE_LISTEN_URL })).toMatchObject({ DATABASE_LISTEN_URL })
})

test('every variable that is wrong is named', () => {
  const wrong = { DATABASE_URL: 'mysql://x', PORT: 'high', WEB_URL: 'nowhere', LOG_LEVEL: 'loud' }
  expect(() => readEnv(wrong)).toThrow(
    /DATABASE_URL must start with postgresql:\/\/[\s\S]*PORT[\s\S]*WEB_URL[\s\S]*LOG_LEVEL/,
  )
  expect(() => readEnv({})).toThrow('DATABASE_URL is required')
})

test('the public address is an origin, and proxies are addresses or networks', () => {
  const given = {
    ...needed,
    ATELIER_PUBLIC_URL: 'https://Atelier.example/',
    ATELIER_TRUSTED_PROXIES: '10.0.0.1, fd00::/8',
  }
  const env = readEnv(given)
  expect(env.ATELIER_PUBLIC_URL?.origin).toBe('https://atelier.example')
  expect(env.ATELIER_TRUSTED_PROXIES).toEqual(['10.0.0.1', 'fd00::/8'])
  const wrong = {
    ...needed,
    ATELIER_PUBLIC_URL: 'https://a.example/path',
    ATELIER_TRUSTED_PROXIES: 'my-proxy',
  }
  expect(() => readEnv(wrong)).toThrow(
    /ATELIER_PUBLIC_URL must be an address without a path[\s\S]*ATELIER_TRUSTED_PROXIES must be addresses or networks/,
  )
})

test('a provider of sign-in is named whole, its secret also by a file', async () => {
  expect(readEnv(needed).oidc).toBeUndefined()
  const folder = await mkdtemp(path.join(tmpdir(), 'atelier-env-'))
  const file = path.join(folder, 'secret')
  await writeFile(file, 'from the file\n')
  const given = {
    ...needed,
    ...{ ATELIER_SIGN_IN: 'on', ATELIER_PUBLIC_URL: 'https://a.example' },
    ATELIER_OIDC_ISSUER: 'https://login.example',
    ...{ ATELIER_OIDC_CLIENT_ID: 'atelier', ATELIER_OIDC_CLIENT_SECRET_FILE: file },
    ...{ ATELIER_OIDC_DOMAINS: 'Lab.example, b.example', ATELIER_OIDC_NAME: 'Lab login' },
  }
  expect(readEnv(given).oidc).toEqual({
    ...{ issuer: 'https://login.example', clientId: 'atelier', clientSecret: 'from the file' },
    ...{ clientAuth: 'basic', name: 'Lab login', domains: ['lab.example', 'b.example'], role: 'VIEWER' },
    ...{ passwords: true, endsSessions: false },
  })
  const alone = { ATELIER_PASSWORDS: 'off', ATELIER_OIDC_SIGN_OUT: 'provider' }
  expect(readEnv({ ...given, ...alone }).oidc).toMatchObject({ passwords: false, endsSessions: true })
  expect(() => readEnv({ ...needed, ATELIER_PASSWORDS: 'off' })).toThrow(
    /ATELIER_PASSWORDS is off, so ATELIER_OIDC_ISSUER is required/,
  )
  expect(() => readEnv({ ...given, ATELIER_SIGN_IN: 'off' })).toThrow(
    /ATELIER_OIDC_ISSUER needs ATELIER_SIGN_IN=on/,
  )
  expect(() => readEnv({ ...given, ATELIER_OIDC_CLIENT_SECRET: 'x' })).toThrow(/exclude each other/)
  await rm(folder, { recursive: true })
  expect(() => readEnv(given)).toThrow(/ATELIER_OIDC_CLIENT_SECRET_FILE names a file that cannot be read/)
  expect(() => readEnv({ ...needed, ATELIER_OIDC_ISSUER: 'https://login.example' })).toThrow(
    /ATELIER_OIDC_CLIENT_ID is required[\s\S]*ATELIER_PUBLIC_URL is required/,
  )
  expect(() => readEnv({ ...needed, ATELIER_OIDC_ISSUER: 'http://login.example' })).toThrow(
    /begin with https/,
  )
  expect(() => readEnv({ ...needed, ATELIER_OIDC_ROLE: 'OWNER' })).toThrow(/ATELIER_OIDC_ROLE must be/)
})
