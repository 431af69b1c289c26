import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'

/** Runs axe on the page as it is, in both themes. */
async function check(page: Page, name: string) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
      .analyze()
    const found = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
    )
    expect(found, `${name}, ${colorScheme}`).toEqual([])
  }
}

test('every page passes axe in both themes', async ({ page }) => {
  await page.goto('/runs/new')
  await page.getByLabel('Training images').fill('640')
  await page.getByLabel('Epochs').fill('2')
  await check(page, 'new run')
  await page.getByRole('radio', { name: /cnn-fast/ }).check({ force: true })
  for (const group of ['Optimizer settings', 'Learning-rate schedule', 'Regularisation and data'])
    await page.getByText(group).click()
  await page.getByText('Precision and seed').click()
  await check(page, 'new run by a recipe')
  await page.getByRole('button', { name: /^Launch run/ }).click()
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}/)
  await expect(page.locator('main header')).toContainText('completed')
  for (const tab of ['Curves', 'Layers', 'Errors', 'Config']) {
    await page.getByRole('tab', { name: tab }).click()
    if (tab === 'Errors') await expect(page.getByRole('heading', { name: 'Mistaken images' })).toBeVisible()
    await check(page, `run, ${tab}`)
  }
  await page.goto('/')
  await page
    .getByRole('checkbox', { name: /^Choose / })
    .first()
    .click()
  await check(page, 'runs')
  await page.goto('/datasets')
  await expect(page.getByRole('img').first()).toBeVisible()
  await check(page, 'data sets')
  await page.goto('/workers')
  await expect(page.getByRole('table', { name: 'Workers' })).toBeVisible()
  await check(page, 'workers')
  await page.goto('/nothing/here')
  await check(page, 'not found')
})
