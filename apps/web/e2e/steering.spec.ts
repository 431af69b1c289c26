import { expect, type Page, test } from '@playwright/test'
import { passesAxe } from './passes-axe.ts'

const header = (page: Page) => page.locator('main header')
const shownEpochs = async (page: Page) =>
  (await page.getByRole('region', { name: 'Epochs' }).locator('th button').allTextContents()).map(Number)
const countdown = (from: number) => Array.from({ length: from }, (_, at) => from - at)

test('a run is paused, changed while it rests, resumed to its new end, and forked from an epoch', async ({
  page,
  context,
}) => {
  await page.goto('/runs/new')
  await page.getByLabel('Training images').fill('640')
  await page.getByLabel('Epochs').fill('500')
  await page.getByRole('button', { name: /^Launch run/ }).click()
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}/)
  const name = (await page.getByRole('heading', { level: 1 }).textContent())?.split('#')[0] ?? ''
  await expect(page.getByRole('region', { name: 'Epochs' })).toBeVisible()

  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(header(page)).toContainText('paused')
  await expect(page).toHaveTitle(/^Paused \d+\/500/)
  const done = (await shownEpochs(page)).length
  const list = await context.newPage()
  await list.goto('/')
  await expect(list.getByRole('row').filter({ hasText: name }).first()).toContainText('paused')
  await list.close()

  await page.getByRole('button', { name: 'Change…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByLabel('Epochs')).toHaveValue('500')
  await dialog.getByLabel('Learning rate').fill('5000')
  await dialog.getByLabel('Epochs').fill(String(done + 3))
  await dialog.getByRole('button', { name: 'Change run' }).click()
  await expect(dialog.getByText('must be at most 1,000')).toBeVisible()
  await expect(dialog.getByLabel('Learning rate')).toBeFocused()
  await expect(dialog.getByLabel('Epochs')).toHaveValue(String(done + 3))
  await passesAxe(page, 'change a run')
  await dialog.getByLabel('Learning rate').fill('2e-5')
  await dialog.getByRole('button', { name: 'Change run' }).click()
  await expect(dialog).toHaveCount(0)
  // Paused within a validation, it takes orders only when it goes on.
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect(header(page)).toContainText('completed')
  expect(await shownEpochs(page)).toEqual(countdown(done + 3))
  await expect(page.getByRole('figure').filter({ hasText: 'Learning rate' })).toBeVisible()
  const rates = page.getByRole('region', { name: 'Epochs' }).locator('td:nth-child(6)')
  await expect(rates.first()).toHaveText('2.0e-5')
  await expect(rates.last()).toHaveText('0.001')

  await page.getByRole('button', { name: 'Fork…' }).click()
  await expect(dialog.getByLabel('From epoch')).toHaveValue(new RegExp(`^${done + 3},`))
  await dialog.getByLabel('Epochs').fill('1')
  await dialog.getByRole('button', { name: 'Launch fork' }).click()
  await expect(dialog.getByText(/needs more than \d+ epochs, not 1/)).toBeVisible()
  await dialog.getByLabel('Epochs').fill(String(done + 4))
  await passesAxe(page, 'fork a run')
  const before = page.url()
  await dialog.getByRole('button', { name: 'Launch fork' }).click()
  await page.waitForURL((url) => /\/runs\/[0-9a-f-]{36}/.test(url.pathname) && url.href !== before)
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`from epoch ${done + 3}`)
  await expect(header(page)).toContainText('completed')
  expect(await shownEpochs(page)).toEqual(countdown(done + 4))
})
