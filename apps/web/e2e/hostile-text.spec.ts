import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { client } from '../../api/test/support/oidc-client.ts'
import { ask } from './ask.ts'
import { owner } from './people.ts'

/** Text that would run where it is taken for HTML, in an attribute, or in a program. */
const hostile = (place: string) => `"'><img src=x onerror="window.harmed='${place}'">{{1}}`

/** A run of a script's in which every text is hostile that a script may give. */
async function hostileRun(page: Page, place: string): Promise<string> {
  const { projects } = await ask(page.request, '{ projects { id } }')
  const made = await ask(
    page.request,
    'mutation ($input: CreateRunInput!) { createRun(input: $input) { run { id } userErrors { message } } }',
    {
      input: {
        ...{ projectId: projects[0].id, name: hostile(`${place} name`), tags: [hostile('tag')] },
        parameters: { [hostile('parameter')]: hostile('value'), plain: { nested: [hostile('list')] } },
      },
    },
  )
  expect(made.createRun.userErrors).toEqual([])
  const { id } = made.createRun.run
  await ask(
    page.request,
    `mutation ($runId: ID!, $points: [MetricPointInput!]!, $lines: [LogLineInput!]!, $notes: String!, $error: String!) {
      logMetrics(runId: $runId, points: $points) { accepted }
      logLines(runId: $runId, lines: $lines) { userErrors { message } }
      updateRun(input: { id: $runId, notes: $notes }) { userErrors { message } }
      finishRun(id: $runId, status: FAILED, error: $error) { userErrors { message } }
    }`,
    {
      ...{ runId: id, notes: hostile('notes'), error: hostile('error') },
      points: [1, 2, 3].map((step) => ({ name: hostile('metric'), step, value: 1 / step })),
      lines: [{ number: 1, message: hostile('line'), level: 'error' }],
    },
  )
  return id
}

/** Neither has anything run nor become an element; the name stands there as it was written. */
async function isHarmless(page: Page, shown: string): Promise<void> {
  await expect(page.getByText(shown).first()).toBeVisible()
  expect(await page.evaluate(() => Reflect.get(window, 'harmed'))).toBeUndefined()
  expect(await page.locator('img[src="x"]').count()).toBe(0)
}

test('text that people and scripts give is shown as it is on every page, and never runs', async ({
  page,
  browser,
}) => {
  const [one, other] = [await hostileRun(page, 'one'), await hostileRun(page, 'other')]
  const name = hostile('one name')
  await page.goto('/')
  await isHarmless(page, name)
  await page.goto(`/runs/${one}`)
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name)
  for (const [tab, shown] of [
    ['Log', hostile('line')],
    ['Config', hostile('value')],
    ['Notes', '"\'>'],
  ] as const) {
    await page.getByRole('tab', { name: tab }).click()
    await isHarmless(page, shown)
  }
  await page.goto(`/compare?runs=${one},${other}`)
  await isHarmless(page, name)
  const link = 'mutation ($runIds: [ID!]!) { createPublicLink(runIds: $runIds) { path } }'
  const { createPublicLink } = await ask(page.request, link, { runIds: [one] })
  const stranger = await (await browser.newContext({ storageState: { cookies: [], origins: [] } })).newPage()
  await stranger.goto(createPublicLink.path)
  await isHarmless(stranger, name)
})

test('what the browser gets holds no secret of the server and nothing of its inside', async ({
  page,
  context,
}) => {
  const received: string[] = []
  page.on('response', async (response) => {
    if (/text|script|json|component/.test(response.headers()['content-type'] ?? ''))
      received.push(await response.text().catch(() => ''))
  })
  for (const address of [
    '/',
    '/keys',
    '/members',
    '/settings',
    '/workers',
    '/runs/new',
    '/explorer',
    '/guide',
  ])
    await page.goto(address, { waitUntil: 'load' })
  const built = resolve(import.meta.dirname, '../.next/static')
  const files = readdirSync(built, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(js|css|map)$/.test(file),
  )
  const contents = files.map((file) => readFileSync(join(built, file), 'utf8'))
  expect(files.length).toBeGreaterThan(10)
  const maps = contents.filter((_, index) => files[index]?.endsWith('.map'))
  expect(maps.filter((map) => map.includes('"sourcesContent"'))).toEqual([])
  const all = [...received, ...contents].join('\n')
  expect(received.join('\n')).toContain('<!DOCTYPE html>')
  const session = (await context.cookies()).find(({ name }) => name === 'atelier.session_token')
  const secrets = {
    'the secret of the provider': client.secret,
    'the password of the person': owner.password,
    'the session': session?.value,
    'where the data lie': 'atelier-pages-',
    'where the program lies': resolve(import.meta.dirname, '../../..'),
    'an address of PostgreSQL': 'postgresql://atelier',
    'the name of a secret': 'ATELIER_OIDC_CLIENT_SECRET',
    'a file of the server': 'auth-secret',
  }
  expect(Object.values(secrets).every(Boolean)).toBe(true)
  const told = Object.entries(secrets).filter(([, secret]) => all.includes(secret ?? ''))
  expect(told.map(([what]) => what)).toEqual([])
})

test("the site fetches nothing in a visitor's name", async ({ page }) => {
  let calls = 0
  const elsewhere = createServer((_request, response) => {
    calls += 1
    response.end()
  })
  elsewhere.listen(0, '127.0.0.1')
  await once(elsewhere, 'listening')
  const { port } = elsewhere.address() as AddressInfo
  const address = encodeURIComponent(`http://127.0.0.1:${port}/x.png`)
  const image = await page.request.get(`/_next/image?url=${address}&w=64&q=75`)
  expect(image.status()).toBe(400)
  for (const path of [`/${address}`, `/shared/${address}`, `/sign-in?to=${address}`]) await page.goto(path)
  const absolute = await page.request.get('/', { headers: { 'x-forwarded-host': `127.0.0.1:${port}` } })
  expect(absolute.status()).toBe(200)
  expect(calls).toBe(0)
  elsewhere.close()
})
