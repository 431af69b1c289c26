import { expect, test } from '@playwright/test'
import { passesAxe } from './passes-axe.ts'

test('every page passes axe in both themes', async ({ page }) => {
  // Some forty looks through axe.
  test.slow()
  await page.goto('/runs/new')
  await page.getByLabel('Training images').fill('640')
  await page.getByLabel('Epochs').fill('2')
  await passesAxe(page, 'new run')
  await page.getByRole('radio', { name: /cnn-fast/ }).check({ force: true })
  for (const group of ['Optimizer settings', 'Learning-rate schedule', 'Regularisation and data'])
    await page.getByText(group).click()
  await page.getByText('Precision, seed and restarts').click()
  await passesAxe(page, 'new run by a recipe')
  await page.getByRole('button', { name: /^Launch run/ }).click()
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}/)
  await expect(page.locator('main header')).toContainText('completed')
  for (const tab of ['Curves', 'Layers', 'Errors', 'Config', 'Artefacts']) {
    await page.getByRole('tab', { name: tab }).click()
    if (tab === 'Errors') await expect(page.getByRole('heading', { name: 'Mistaken images' })).toBeVisible()
    await passesAxe(page, `run, ${tab}`)
  }
  await page.goto('/')
  await page
    .getByRole('checkbox', { name: /^Choose / })
    .first()
    .click()
  await passesAxe(page, 'runs')
  await page.goto('/datasets')
  await expect(page.getByRole('img').first()).toBeVisible()
  await passesAxe(page, 'data sets')
  await page.goto('/workers')
  await expect(page.getByRole('table', { name: 'Workers' })).toBeVisible()
  await passesAxe(page, 'workers')
  await page.goto('/explorer')
  // Which operations there are is known a little after the button is there.
  const newest = page.getByRole('menuitem', { name: 'NewestRuns' })
  await expect(async () => {
    if (!(await newest.isVisible())) await page.getByRole('button', { name: /^Execute query/ }).click()
    await newest.click({ timeout: 2_000 })
  }).toPass({ timeout: 60_000 })
  await expect(page.getByRole('region', { name: 'Result Window' })).toContainText('totalCount')
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click()
  // GraphiQL's tabs hold their own closing buttons, and its editor has its own colours for numbers.
  await passesAxe(page, 'API explorer', ['.graphiql-tab', '.monaco-editor'])
  await page.goto('/nothing/here')
  await passesAxe(page, 'not found')
})
