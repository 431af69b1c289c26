import { expect, type Page } from '@playwright/test'

/** Presses until a dialog is open: a click may come before the page's code does, and a dialog may take its time. */
export async function openDialog(page: Page, button: string) {
  const dialog = page.getByRole('dialog')
  await expect(async () => {
    if (!(await dialog.isVisible()))
      await page.getByRole('button', { name: button }).click({ timeout: 2_000 })
    await expect(dialog).toBeVisible({ timeout: 2_000 })
  }).toPass()
}
