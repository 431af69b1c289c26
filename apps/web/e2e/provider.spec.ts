import { expect, type Page, test } from '@playwright/test'
import { ask } from './ask.ts'
import { passesAxe } from './passes-axe.ts'
import { byProvider } from './people.ts'

const invite = 'mutation { inviteMember(role: MEMBER) { path } }'

/** Signs in at the provider, and agrees that this server may know who it was. */
async function atProvider(page: Page) {
  await page.locator('[name=login]').fill(byProvider.login)
  await page.locator('[name=password]').fill('any')
  await page.getByRole('button', { name: 'Sign-in' }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
}

test('a person comes in by the provider of the lab once they are invited, and again without a word', async ({
  page,
  browser,
}) => {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } })
  const theirs = await context.newPage()
  await theirs.goto('/workers')
  await theirs.getByRole('link', { name: 'Continue with Lab login' }).click()
  await atProvider(theirs)
  await expect(theirs.getByRole('alert')).toContainText('nobody has let you in here yet')
  await passesAxe(theirs, 'not invited')
  expect((await theirs.request.get('/doors/geist.woff2')).headers()['content-type']).toBe('font/woff2')
  await theirs.setViewportSize({ width: 390, height: 844 })
  await passesAxe(theirs, 'not invited, on a phone')
  await theirs.setViewportSize({ width: 1440, height: 900 })

  const { inviteMember } = await ask(page.request, invite)
  await theirs.goto(inviteMember.path)
  await theirs.getByRole('link', { name: 'Continue with Lab login' }).click()
  await expect(theirs.getByRole('button', { name: byProvider.name })).toContainText('Member')

  const signOut = theirs.getByRole('menuitem', { name: 'Sign out' })
  await theirs.getByRole('button', { name: byProvider.name }).click()
  await expect(signOut).toBeVisible()
  await signOut.click()
  await expect(theirs).toHaveURL(/\/sign-in/)
  await theirs.goto('/workers?a=1')
  await theirs.getByRole('link', { name: 'Continue with Lab login' }).click()
  await expect(theirs).toHaveURL(/\/workers\?a=1$/)

  // A session that ends while a page is open: another tab signs in, and the page goes on by itself.
  await theirs.goto('/runs/new?project=fashion-mnist-study')
  await theirs.getByLabel('Name', { exact: true }).fill('kept')
  await context.clearCookies({ name: 'atelier.session_token' })
  await theirs.getByRole('button', { name: /^Launch run/ }).click()
  await expect(theirs.getByText('You are signed out. This page stays as it is.')).toBeVisible()
  await theirs.getByRole('button', { name: 'Sign in' }).click()
  const [tab] = await Promise.all([
    context.waitForEvent('page'),
    theirs.getByRole('link', { name: 'Sign in another way, in a new tab' }).click(),
  ])
  await tab.getByRole('link', { name: 'Continue with Lab login' }).click()
  await expect(tab.getByRole('button', { name: byProvider.name })).toBeVisible()
  await tab.close()
  // Without a window there is nothing that comes to the front again.
  await theirs.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await expect(theirs.getByRole('dialog')).toHaveCount(0)
  await expect(theirs.getByLabel('Name', { exact: true })).toHaveValue('kept')
  await context.close()
})
