import { expect, type Page } from '@playwright/test'

/**
 * Presses until a dialog is open: a click may come before the page's code does, and a menu or a dialog may take its time.
 * @param item of the menu that the button opens, where it is that which opens the dialog
 */
export async function openDialog(page: Page, button: string, item?: string) {
  const dialog = page.getByRole('dialog')
  const entry = item === undefined ? undefined : page.getByRole('menuitem', { name: item })
  await expect(async () => {
    if (!(await dialog.isVisible())) {
      if (!(await entry?.isVisible()))
        await page.getByRole('button', { name: button }).click({ timeout: 2_000 })
      await entry?.click({ timeout: 2_000 })
    }
    await expect(dialog).toBeVisible({ timeout: 2_000 })
  }).toPass()
}
