import type { Page } from '@playwright/test'

/** Opens a page whose code comes only when it is told to, as on a slow line. @returns what lets it come */
export async function openWithoutCode(page: Page, path: string): Promise<() => void> {
  const { promise: codeMayCome, resolve: letCodeCome } = Promise.withResolvers<void>()
  await page.route(/\.js(\?|$)/, async (route) => {
    await codeMayCome
    await route.continue()
  })
  await page.goto(path, { waitUntil: 'commit' })
  return letCodeCome
}
