import { type Browser, expect, type Page, test } from '@playwright/test'
import { openDialog } from './open-dialog.ts'
import { passesAxe } from './passes-axe.ts'
import { owner, teammate } from './people.ts'

const here = (page: Page) => page.getByRole('button', { name: /^Workspace: / })
const choices = (page: Page) => page.getByRole('menuitemradio')

async function openMenu(page: Page) {
  if (!(await choices(page).first().isVisible())) await here(page).click()
  await expect(choices(page).first()).toBeVisible()
}

/** Chooses again where the menu was on its way out when it was asked for. */
const choose = (page: Page, item: string) =>
  expect(async () => {
    await openMenu(page)
    await page.getByRole('menuitem', { name: item }).click({ timeout: 2_000 })
  }).toPass({ timeout: 60_000 })

async function isGone(page: Page, name: string) {
  await expect(here(page)).toContainText('Default')
  await openMenu(page)
  await expect(choices(page).filter({ hasText: name })).toHaveCount(0)
}

/** Somebody who came in by a link of the workspace where the owner is, as a member. */
async function joined(page: Page, browser: Browser): Promise<Page> {
  await page.goto('/members')
  await openDialog(page, 'Invite')
  await page.getByRole('button', { name: 'Make link' }).click()
  const link = await page.getByRole('textbox', { name: 'Invitation link' }).inputValue()
  const theirs = await (await browser.newContext({ storageState: { cookies: [], origins: [] } })).newPage()
  await theirs.goto(link)
  await theirs.getByLabel('Name').fill(teammate.name)
  await theirs.getByLabel('E-mail').fill(teammate.email)
  await theirs.getByLabel('Password').fill(teammate.password)
  await theirs.getByRole('button', { name: 'Create my account' }).click()
  await expect(theirs.getByRole('heading', { name: 'Runs', exact: true })).toBeVisible()
  return theirs
}

test('an owner makes a workspace, lets a person in there only, renames and leaves it; each page stays where it was opened', async ({
  page,
  browser,
}) => {
  await page.goto('/')
  await expect(here(page)).toContainText('Default')
  const inDefault = await page.context().newPage()
  await inDefault.goto('/')

  await choose(page, 'New workspace')
  await passesAxe(page, 'new workspace')
  await page.getByRole('textbox', { name: 'Name' }).fill('Vision lab')
  await page.getByRole('button', { name: 'Create workspace' }).click()
  await expect(page.getByRole('heading', { name: 'No projects yet' })).toBeVisible()
  await expect(page).toHaveURL(/workspace=vision-lab/)
  await passesAxe(page, 'no projects yet')
  await page.getByRole('textbox', { name: 'Name' }).fill('Edges')
  await page.getByRole('button', { name: 'Create project' }).click()
  await expect(page.getByRole('heading', { name: 'No runs yet' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Project: Edges' })).toBeVisible()

  // The other page of the browser was opened before: it stays where it says that it is.
  await inDefault.getByRole('button', { name: /^Project: / }).click()
  await inDefault.getByRole('menuitem', { name: 'New project' }).click()
  await inDefault.getByRole('textbox', { name: 'Name' }).fill('Stays here')
  await inDefault.getByRole('button', { name: 'Create project' }).click()
  await expect(inDefault.getByRole('button', { name: 'Project: Stays here' })).toBeVisible()
  await expect(here(inDefault)).toContainText('Default')
  await inDefault.close()

  await page.goto('/?workspace=vision-lab')
  const theirs = await joined(page, browser)
  await expect(theirs.getByRole('button', { name: 'Project: Edges' })).toBeVisible()
  // They are in one workspace and own none: there is nothing to switch.
  await expect(here(theirs)).toHaveCount(0)
  await theirs.goto('/?workspace=default')
  await expect(theirs.getByRole('button', { name: 'Project: Edges' })).toBeVisible()
  await theirs.goto('/members')
  await expect(theirs.getByRole('table', { name: 'Members' })).toContainText(owner.name)
  await theirs.context().close()

  await page.goto('/members')
  await expect(page.getByRole('heading', { name: 'Members of Vision lab' })).toBeVisible()
  await expect(page.getByRole('table', { name: 'Members' })).toContainText(teammate.email)
  await choose(page, 'Rename this one')
  await page.getByRole('textbox', { name: 'Name' }).fill('Sight')
  await page.getByRole('button', { name: 'Rename', exact: true }).click()
  await expect(here(page)).toContainText('Sight')
  await openMenu(page)
  await passesAxe(page, 'workspaces')
  await page.keyboard.press('Escape')
  await expect(choices(page)).toHaveCount(0)

  await choose(page, 'Leave this one')
  await page.getByRole('dialog').getByRole('button', { name: 'Leave workspace' }).click()
  await expect(page.getByText(/This is the last owner/)).toBeVisible()
  await page.getByRole('combobox', { name: `Role of ${teammate.name}` }).click()
  await page.getByRole('option', { name: 'Owner' }).click()
  await expect(page.getByRole('combobox', { name: `Role of ${teammate.name}` })).toHaveValue('Owner')
  await choose(page, 'Leave this one')
  await page.getByRole('dialog').getByRole('button', { name: 'Leave workspace' }).click()
  await isGone(page, 'Sight')
})

test('a link to a run goes to the workspace of the run; an empty workspace is deleted', async ({ page }) => {
  const ask = async (query: string, workspace: string) => {
    const headers = { 'x-atelier-workspace': workspace }
    return (await page.request.post('/graphql', { data: { query }, headers })).json()
  }
  await page.goto('/')
  await ask('mutation { createWorkspace(name: "Short") { workspace { id } } }', 'default')
  await ask('mutation { createProject(name: "P") { project { id } } }', 'short')
  const { data } = await ask(
    'mutation { createRun(input: {project: "p", name: "far"}) { run { id } } }',
    'short',
  )
  const { id } = data.createRun.run

  await page.goto('/')
  await expect(here(page)).toContainText('Default')
  await page.goto(`/runs/${id}?tab=log`)
  await expect(here(page)).toContainText('Short')
  await expect(page).toHaveURL(/tab=log/)
  await expect(page.getByRole('heading', { name: /far/ })).toBeVisible()

  await choose(page, 'Delete this one')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete workspace' }).click()
  await expect(page.getByText(/holds runs \(1\)/)).toBeVisible()
  await ask(
    `mutation { finishRun(id: "${id}", status: COMPLETED) { userErrors { code } } deleteRuns(ids: ["${id}"]) { deletedIds } }`,
    'short',
  )
  await page.goto('/')
  await choose(page, 'Delete this one')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete workspace' }).click()
  await isGone(page, 'Short')
})
