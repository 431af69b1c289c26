import { type APIRequestContext, expect, type Page, test } from '@playwright/test'
import { ask } from './ask.ts'
import { openDialog } from './open-dialog.ts'
import { passesAxe } from './passes-axe.ts'

/** Trains for a moment and gives the run's id. */
async function trained(request: APIRequestContext, name: string): Promise<string> {
  const { projects } = await ask(request, '{ projects { id } }')
  const launch = 'mutation ($input: LaunchRunInput!) { launchRun(input: $input) { run { id } } }'
  const input = { projectId: projects[0].id, name, model: { preset: 'mlp' }, trainLimit: 640, epochs: 2 }
  const { id } = (await ask(request, launch, { input })).launchRun.run
  const status = async () =>
    (await ask(request, 'query ($id: ID!) { run(id: $id) { status } }', { id })).run.status
  await expect.poll(status, { timeout: 120_000 }).toBe('COMPLETED')
  return id
}

/** Makes a link in the dialog that is open. */
async function makeLink(page: Page): Promise<string> {
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Make public link' }).click()
  return dialog.getByRole('textbox', { name: 'Public link' }).inputValue()
}

test('layers and judged images go on as a shared run trains', async ({ request, browser }) => {
  const { projects } = await ask(request, '{ projects { id } }')
  const launch = 'mutation ($input: LaunchRunInput!) { launchRun(input: $input) { run { id } } }'
  const input = {
    ...{ projectId: projects[0].id, name: 'shared live', model: { preset: 'mlp' } },
    ...{ trainLimit: 640, validationSplit: 0.2, epochs: 2000 },
  }
  const { id } = (await ask(request, launch, { input })).launchRun.run
  const share = 'mutation ($ids: [ID!]!) { createPublicLink(runIds: $ids) { path } }'
  const { path } = (await ask(request, share, { ids: [id] })).createPublicLink
  const stranger = await (await browser.newContext({ storageState: { cookies: [], origins: [] } })).newPage()
  await stranger.goto(`${path}?tab=layers&layer=dense_1`)
  const spread = stranger.getByRole('img', { name: /^Spread of kernel/ })
  const shown = async () =>
    Number(/after epoch (\d+)$/.exec((await spread.getAttribute('aria-label')) ?? '')?.[1])
  await expect(spread).toBeVisible()
  const first = await shown()
  await expect.poll(shown).toBeGreaterThan(first)

  await stranger.goto(`${path}?tab=errors`)
  const strips = stranger.getByRole('button', { name: /, taken for / })
  const course = async () => (await strips.first().getAttribute('title')) ?? ''
  await expect.poll(course).toMatch(/epoch/)
  const before = await course()
  await expect.poll(course).not.toBe(before)
  await ask(request, 'mutation ($id: ID!) { stopRun(id: $id) { run { id } } }', { id })
  await stranger.context().close()
})

test('a run and a comparison are shown to strangers by a link, and to nobody after it is revoked', async ({
  page,
  request,
  browser,
}) => {
  const run = await trained(request, 'shared one')
  const other = await trained(request, 'shared too')
  await page.goto(`/runs/${run}`)
  await openDialog(page, 'More actions', 'Public links…')
  const link = await makeLink(page)
  await expect(page.getByRole('list', { name: 'Public links' })).toContainText('shared one')
  await passesAxe(page, 'public links of a run')

  const stranger = await (await browser.newContext({ storageState: { cookies: [], origins: [] } })).newPage()
  await stranger.goto(link)
  await expect(stranger.getByRole('heading', { level: 1 })).toContainText('shared one')
  await expect(stranger.getByRole('figure').filter({ hasText: 'Accuracy' })).toBeVisible()
  await expect(stranger.getByText('shared, read-only')).toBeVisible()
  await passesAxe(stranger, 'shared run')
  await stranger.getByRole('tab', { name: 'Layers' }).click()
  await expect(stranger.getByRole('region', { name: 'Layers' })).toContainText('870,410')
  await stranger.getByRole('button', { name: 'Epoch before' }).click()
  await expect(stranger).toHaveURL(/epoch=1/)
  await expect(stranger.getByRole('table', { name: 'Confusion matrix' }).getByRole('button')).toHaveCount(100)
  await stranger.getByRole('button', { name: /^Shirt taken for T-shirt\/top/ }).click()
  await expect(stranger.getByRole('heading', { name: 'Shirt taken for T-shirt/top' })).toBeVisible()
  const tab = stranger.getByRole('tab', { name: 'Errors' })
  await expect(tab).toHaveAttribute('aria-selected', 'true')
  await stranger.getByRole('button', { name: 'All mistakes' }).click()
  const image = stranger.getByRole('img', { name: /taken for/ }).first()
  await expect(image).toHaveJSProperty('complete', true)
  await expect(image).toHaveJSProperty('naturalWidth', 28)
  // No way on: neither links nor what members are offered.
  await expect(stranger.getByRole('link')).toHaveCount(0)
  await expect(stranger.getByRole('button', { name: /Launch|Fork|Rename|Compare/ })).toHaveCount(0)
  await stranger.goto(`/runs/${run}`)
  await expect(stranger).toHaveURL(/\/sign-in/)

  await page.goto(`/compare?runs=${run},${other}`)
  await openDialog(page, 'Public links')
  await stranger.goto(await makeLink(page))
  await expect(stranger.getByRole('list', { name: 'Compared runs' }).getByRole('listitem')).toHaveCount(2)
  await expect(stranger.getByRole('table', { name: 'Metrics' })).toContainText('Test accuracy')
  await expect(stranger.getByRole('table', { name: /^Confusion matrix of shared/ })).toHaveCount(2)
  await passesAxe(stranger, 'shared comparison')

  await page.goto('/links')
  await passesAxe(page, 'public links')
  const row = page
    .getByRole('table', { name: 'Public links' })
    .getByRole('row')
    .filter({ hasText: 'shared one' })
    .filter({ hasNotText: 'shared too' })
  await row.getByRole('button', { name: /^Revoke/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke link' }).click()
  await expect(row).toHaveCount(0)
  await stranger.goto(link)
  await expect(stranger.getByRole('heading', { name: 'This link shows nothing' })).toBeVisible()
  await stranger.context().close()
})
