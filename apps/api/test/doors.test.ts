import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Browser } from './support/browser.ts'
import { startApi, type TestApi } from './support/start-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startApi('doors', { signIn: true })
})
afterAll(() => api.stop())

const hashesOf = (html: string, element: string): string[] =>
  [...html.matchAll(new RegExp(`<${element}>([^]*?)</${element}>`, 'g'))].map(
    ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  )

test.each(['sign-in', 'welcome', 'join'])('%s runs nothing but the choice of the theme', async (name) => {
  const response = await fetch(`${api.address}/${name}?token=x`)
  const html = await response.text()
  const policy = response.headers.get('content-security-policy') ?? ''
  const scripts = hashesOf(html, 'script')
  expect(scripts).toHaveLength(1)
  expect(policy).toContain(
    `default-src 'none'; script-src ${scripts[0]}; style-src ${hashesOf(html, 'style')[0]};`,
  )
  expect(html.match(/<script/g)).toHaveLength(1)
  expect(html).not.toMatch(/ on\w+=|javascript:| style=/)
  expect(html).not.toContain('Continue with')
  expect(response.headers.get('cache-control')).toBe('no-store')
  // Under no-referrer browsers send `Origin: null` with a form.
  expect(response.headers.get('referrer-policy')).toBe('same-origin')
})

test('the doors have the colours and the type of the site', async () => {
  const html = await (await fetch(`${api.address}/sign-in`)).text()
  const css = await readFile(new URL('../../web/src/theme/tokens.css', import.meta.url), 'utf8')
  const site = new Map([...css.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]))
  const tokens = [...html.matchAll(/(--[\w-]+):(light-dark\([^)]*\))/g)]
  expect(tokens.length).toBeGreaterThan(8)
  for (const [, name, value] of tokens) expect([name, value]).toEqual([name, site.get(name ?? '')])
  const theme = await readFile(new URL('../../web/src/theme/theme.ts', import.meta.url), 'utf8')
  expect(theme).toContain(/--button:(#\w+)/.exec(html)?.[1])
  const font = await fetch(`${api.address}/doors/geist.woff2`)
  expect([font.status, font.headers.get('content-type')]).toEqual([200, 'font/woff2'])
})

test('a form says what is wrong, keeps what was typed but the password, and then signs in', async () => {
  const link = new URL((await readFile(path.join(api.dataFolder, 'first-owner-link'), 'utf8')).trim())
  const token = link.searchParams.get('token') ?? ''
  const browser = new Browser()
  const door = `${api.address}/welcome`
  const person = { name: 'Olga "the <first>"', email: 'olga@example.org', password: 'a secret one' }
  const wrong = await browser.open(door, { ...person, token: 'another' })
  expect(wrong.text).toContain(
    '<p role="alert">This link was used, or is not the one that npm start shows.</p>',
  )
  const weak = await browser.open(door, { ...person, token, password: 'too short' })
  expect([weak.status, /role="alert">([^<]*)/.exec(weak.text)?.[1]]).toEqual([
    422,
    'The password must have at least 10 characters.',
  ])
  expect(weak.text).toContain('value="Olga &quot;the &lt;first&gt;&quot;"')
  expect(weak.text).not.toContain('too short')
  const long = await browser.open(door, { ...person, token, password: 'x'.repeat(129) })
  expect(/role="alert">([^<]*)/.exec(long.text)?.[1]).toBe('The password must have at most 128 characters.')
  expect(/<input name="password"[^>]*>/.exec(long.text)?.[0]).not.toContain('maxlength')
  const inside = await browser.open(door, { ...person, token, to: '/workers' })
  expect(inside.url.pathname).toBe('/workers')
  expect(browser.cookie).toMatch(/^atelier\.session_token=/)
  const late = await new Browser().open(door, { ...person, token })
  expect(late.text).toContain('This link was used')
})

test('a form that is too large, or of another kind, changes nothing', async () => {
  const post = (type: string, body: string) =>
    fetch(`${api.address}/sign-in`, { method: 'POST', headers: { 'content-type': type }, body })
  const form = 'application/x-www-form-urlencoded'
  expect((await post(form, `email=${'x'.repeat(20_000)}`)).status).toBe(413)
  expect(
    (await post('application/json', '{"email":"olga@example.org","password":"a secret one"}')).status,
  ).toBe(401)
  expect((await post(form, 'email=olga%40example.org&password=a+secret+one')).status).toBe(200)
})
