import { type Browser, expect, type Page, test } from '@playwright/test'
import { ask } from './ask.ts'
import { openDialog } from './open-dialog.ts'
import { passesAxe } from './passes-axe.ts'
import { colleague, forgetful, guest, owner, stranger } from './people.ts'

/** A page of a browser in which nobody is signed in. */
const strangersPage = async (browser: Browser) =>
  (await browser.newContext({ storageState: { cookies: [], origins: [] } })).newPage()

/** The same for somebody who was invited as a member and has joined. */
async function membersPage(owners: Page, browser: Browser, person: typeof colleague): Promise<Page> {
  const { inviteMember } = await ask(owners.request, 'mutation { inviteMember(role: MEMBER) { path } }')
  const theirs = await strangersPage(browser)
  const token = new URL(inviteMember.path, 'http://localhost').searchParams.get('token') ?? ''
  await theirs.request.post('/join', { form: { token, ...person } })
  return theirs
}

async function signIn(
  page: Page,
  { email, password }: { readonly email: string; readonly password: string },
) {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

test('a person is invited as a viewer, joins by the link, and is offered nothing that changes', async ({
  page,
  browser,
}) => {
  await page.goto('/members')
  await openDialog(page, 'Invite')
  await page.getByRole('radio', { name: 'Viewer' }).check()
  await passesAxe(page, 'invite')
  await page.getByRole('button', { name: 'Make link' }).click()
  const link = await page.getByRole('textbox', { name: 'Invitation link' }).inputValue()
  await page.getByRole('button', { name: 'Done' }).click()
  const asViewer = page
    .getByRole('table', { name: 'Open invitations' })
    .getByRole('row')
    .filter({ hasText: 'Viewer' })
  await expect(asViewer).toHaveCount(1)

  const theirs = await strangersPage(browser)
  await theirs.goto(link)
  await expect(theirs.getByRole('heading', { name: 'Join' })).toBeVisible()
  await passesAxe(theirs, 'join')
  await theirs.getByLabel('Name').fill(guest.name)
  await theirs.getByLabel('E-mail').fill(guest.email)
  await theirs.getByLabel('Password').fill(guest.password)
  await theirs.getByRole('button', { name: 'Create my account' }).click()
  await expect(theirs.getByRole('heading', { name: /^(Runs|No runs yet)$/ }).first()).toBeVisible()
  await expect(theirs.getByRole('button', { name: guest.name })).toContainText('Viewer')
  await expect(theirs.getByRole('link', { name: /^(New|Launch) run/ })).toHaveCount(0)
  await theirs.goto('/runs/new')
  await expect(theirs.getByRole('heading', { name: 'You may look, not launch' })).toBeVisible()
  await theirs.goto('/members')
  await expect(theirs.getByRole('table', { name: 'Members' })).toContainText(owner.name)
  await expect(theirs.getByRole('button', { name: 'Invite' })).toHaveCount(0)

  await page.reload()
  await expect(page.getByRole('table', { name: 'Members' })).toContainText(guest.email)
  await expect(asViewer).toHaveCount(0)
  await passesAxe(page, 'members')
  const query = `mutation ($token: String!, $name: String!, $email: String!, $password: String!) {
    acceptInvitation(token: $token, name: $name, email: $email, password: $password) { userErrors { path } } }`
  const variables = { token: new URL(link).searchParams.get('token'), ...stranger }
  const answer = await theirs.request.post('/graphql', { data: { query, variables } })
  expect(await answer.json()).toEqual({ data: { acceptInvitation: { userErrors: [{ path: ['token'] }] } } })
  await theirs.context().close()
})

test('a key is shown once, works as a script uses it, and stops when it is revoked', async ({
  page,
  baseURL,
}) => {
  await page.goto('/keys')
  await openDialog(page, 'Create key')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('notebook')
  await dialog.getByRole('radio', { name: 'read', exact: true }).check()
  await dialog.getByRole('button', { name: 'Create key' }).click()
  const key = await dialog.getByRole('textbox', { name: 'API key' }).inputValue()
  await expect(dialog.getByLabel('Example: curl', { exact: true })).toContainText(key)
  await passesAxe(page, 'a new key')
  await dialog.getByRole('button', { name: 'I have copied it' }).click()

  // As a script asks: without the browser's cookie.
  const askAsScript = async (query: string) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` }
    const answer = await fetch(`${baseURL}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query }),
    })
    return await answer.json()
  }
  // Other journeys make projects beside this one.
  expect(await askAsScript('{ projects { slug } }')).toEqual({
    data: { projects: expect.arrayContaining([{ slug: 'fashion-mnist-study' }]) },
  })
  expect(await askAsScript('mutation { createProject(name: "no") { project { id } } }')).toMatchObject({
    errors: [{ extensions: { code: 'FORBIDDEN' } }],
  })
  await page.reload()
  const row = page.getByRole('row').filter({ hasText: 'notebook' })
  await expect(row).not.toContainText('never')
  await passesAxe(page, 'API keys')
  await row.getByRole('button', { name: 'Revoke notebook' }).click()
  await dialog.getByRole('button', { name: 'Revoke key' }).click()
  await expect(row).toHaveCount(0)
  expect(await askAsScript('{ projects { slug } }')).toMatchObject({
    errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
  })
})

test('an owner sees whose key is whose, and ends that of another', async ({ page, browser }) => {
  await page.goto('/keys')
  const theirs = await membersPage(page, browser, colleague)
  const create = 'mutation { createApiKey(name: "their notebook", scope: WRITE) { secret } }'
  const { secret } = (await ask(theirs.request, create)).createApiKey

  await page.reload()
  const others = page.getByRole('table', { name: 'Keys of others' })
  await expect(others.getByRole('row').filter({ hasText: 'their notebook' })).toContainText(colleague.name)
  await passesAxe(page, 'keys of others')
  await others.getByRole('button', { name: `Revoke their notebook of ${colleague.name}` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click()
  await expect(others).toHaveCount(0)
  const asScript = await fetch(new URL('/graphql', page.url()), {
    ...{ method: 'POST', body: JSON.stringify({ query: '{ projects { slug } }' }) },
    headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
  })
  expect(await asScript.text()).toContain('UNAUTHENTICATED')
  await theirs.goto('/keys')
  await expect(theirs.getByText('No keys yet')).toBeVisible()
  await theirs.context().close()
})

test('a stranger signs in and gets to the page they wanted; a session that ends loses nothing typed; signing out ends it', async ({
  browser,
}) => {
  const page = await strangersPage(browser)
  await page.goto('/runs/new?project=fashion-mnist-study')
  await expect(page).toHaveURL(/\/sign-in\?to=/)
  await passesAxe(page, 'sign in')
  await signIn(page, { ...owner, password: 'not the password' })
  await expect(page.getByRole('alert')).toContainText(/password/i)
  await signIn(page, owner)
  await expect(page).toHaveURL(/\/runs\/new\?project=fashion-mnist-study/)

  await page.getByLabel('Name', { exact: true }).fill('kept')
  await page.getByLabel('Training images').fill('640')
  await page.context().clearCookies()
  await page.getByRole('button', { name: /^Launch run/ }).click()
  await expect(page.getByText('You are signed out. This page stays as it is.')).toBeVisible()
  await page.getByRole('button', { name: 'Sign in' }).click()
  await passesAxe(page, 'sign in again')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByLabel('E-mail')).toHaveValue(owner.email)
  await dialog.getByLabel('Password', { exact: true }).fill(owner.password)
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByText('You are signed out. This page stays as it is.')).toHaveCount(0)
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('kept')
  await expect(page.getByLabel('Training images')).toHaveValue('640')

  await page.getByRole('button', { name: owner.name }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(/\/sign-in/)
  await page.goto('/')
  await expect(page).toHaveURL(/\/sign-in/)
  await page.context().close()
})

test('a person changes their password, which signs out their other browsers', async ({ page, browser }) => {
  const theirs = await membersPage(page, browser, forgetful)
  const elsewhere = await strangersPage(browser)
  await elsewhere.goto('/workers')
  await signIn(elsewhere, forgetful)
  await expect(elsewhere.getByRole('heading', { name: 'Workers' })).toBeVisible()

  await theirs.goto('/settings')
  const form = theirs.getByRole('region', { name: 'Password' })
  await form.getByLabel('Current password', { exact: true }).fill('not the password')
  await form.getByLabel('New password', { exact: true }).fill('a better passphrase')
  await form.getByRole('button', { name: 'Change password' }).click()
  await expect(form.getByRole('alert')).toHaveText('The current password is not right.')
  await passesAxe(theirs, 'settings')
  await expect(form.getByLabel('New password', { exact: true })).toHaveValue('a better passphrase')
  await form.getByLabel('Current password', { exact: true }).fill(forgetful.password)
  await form.getByRole('button', { name: 'Change password' }).click()
  await expect(theirs.getByRole('alert').filter({ hasText: 'Your password is changed.' })).toBeVisible()
  await expect(form.getByLabel('New password', { exact: true })).toHaveValue('')

  await expect(elsewhere.getByText('You are signed out. This page stays as it is.')).toBeVisible()
  await elsewhere.goto('/workers')
  await signIn(elsewhere, { ...forgetful, password: 'a better passphrase' })
  await expect(elsewhere.getByRole('heading', { name: 'Workers' })).toBeVisible()
  await theirs.reload()
  await expect(theirs.getByRole('heading', { name: 'Settings' })).toBeVisible()
  await Promise.all([theirs.context().close(), elsewhere.context().close()])
})
