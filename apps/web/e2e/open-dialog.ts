import { expect, type Page } from '@playwright/test'

/** @param item of the menu that the button opens, where it is that which opens the dialog */
export async function openDialog(page: Page, button: string, item?: string) {
  await page.getByRole('button', { name: button }).click()
  if (item !== undefined) await page.getByRole('menuitem', { name: item }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
}
