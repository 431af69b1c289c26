import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, type Page, test } from '@playwright/test'
import { ask } from './ask.ts'
import { passesAxe } from './passes-axe.ts'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../../..')

/** The snippet of a tab, as a person would copy it. */
async function snippet(page: Page, name: string): Promise<string> {
  await page.getByRole('tab', { name, exact: true }).click()
  return (await page.getByLabel(`Example: ${name}`, { exact: true }).textContent()) ?? ''
}

test('an empty project shows the way to its first run: one press makes a key, and each snippet works as it stands', async ({
  page,
  request,
}) => {
  const query = 'mutation { createProject(name: "Fresh start") { project { slug } } }'
  const { createProject } = await ask(request, query)
  await page.goto(`/?project=${createProject.project.slug}`)
  await expect(page.getByRole('heading', { name: 'No runs yet' })).toBeVisible()
  await expect(page.getByLabel('Example: Python', { exact: true })).toContainText('YOUR-KEY')
  await expect(page.getByRole('link', { name: 'Launch run' })).toHaveAttribute('href', /project=fresh-start/)
  await passesAxe(page, 'empty project')

  const key = page.getByRole('textbox', { name: 'API key' })
  await page.getByRole('button', { name: 'Make key' }).click()
  await expect(key).toBeVisible()
  await expect(page.getByLabel('Example: Python', { exact: true })).toContainText(await key.inputValue())
  await passesAxe(page, 'empty project with a key')

  const curl = await snippet(page, 'curl')
  const python = await snippet(page, 'Python')
  const typescript = await snippet(page, 'TypeScript')
  expect(await snippet(page, 'Keras')).toContain('atelier.keras.Callback')
  await run('bash', ['-c', curl])
  // The page takes the guide's place by itself.
  await expect(page.getByRole('link', { name: /^from curl/ })).toBeVisible()

  const spool = mkdtempSync(join(tmpdir(), 'atelier-guide-'))
  const env = { ...process.env, ATELIER_SPOOL: spool, PYTHONPATH: join(root, 'clients/python/src') }
  await run('python3', ['-c', python], { env })
  await expect(page.getByRole('link', { name: /^from Python/ })).toBeVisible()
  const module = ['--input-type=module', '--eval', typescript]
  await run(process.execPath, module, { env, cwd: join(root, 'packages/cli') })
  await expect(page.getByRole('link', { name: /^from TypeScript/ })).toBeVisible()
  rmSync(spool, { recursive: true })

  // Later it is still there.
  await page.getByRole('button', { name: /Owner/ }).click()
  await page.getByRole('menuitem', { name: 'Guide' }).click()
  await expect(page.getByRole('heading', { name: 'Guide' })).toBeVisible()
  await passesAxe(page, 'guide')
})
