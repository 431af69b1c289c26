import { expect, test } from '@playwright/test'
import { openWithoutCode } from './open-without-code.ts'

test('a button that is pressed before the page has its code acts once the code is there, and once only', async ({
  page,
}) => {
  const letCodeCome = await openWithoutCode(page, '/runs/new')
  const button = page.getByRole('button', { name: /^Workspace: / })
  await button.click()
  await button.click()
  letCodeCome()
  await expect(page.getByRole('menu')).toBeVisible()
  await button.click()
  await expect(page.getByRole('menu')).toHaveCount(0)
})

test('so does what is chosen among few', async ({ page }) => {
  const letCodeCome = await openWithoutCode(page, '/datasets')
  const section = page.getByRole('region', { name: 'Fashion-MNIST' })
  await section.getByText('Test', { exact: true }).click()
  letCodeCome()
  await expect(page).toHaveURL(/split=TEST/)
  await expect(section.getByRole('status')).toHaveText('10,000 images')
})
