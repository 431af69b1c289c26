import type { Locator, Page } from '@playwright/test'

/** Further than any of our pages reaches. */
const MOST_TABS = 200

/** Presses Tab until the element has the focus: what cannot be reached so does not exist for the keyboard. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    if (await target.evaluateAll((found) => found.some((one) => one === document.activeElement))) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${target} is not reached by Tab`)
}
