import { readFile } from 'node:fs/promises'
import { type APIRequestContext, expect, type Page, test } from '@playwright/test'
import { ask } from './ask.ts'
import { passesAxe } from './passes-axe.ts'
import { tabTo } from './tab-to.ts'

/** Launches a small training and waits until it is over. */
async function trained(
  request: APIRequestContext,
  name: string,
  { wait = true, ...settings }: { readonly wait?: boolean; readonly [setting: string]: unknown },
): Promise<string> {
  const { projects } = await ask(request, '{ projects { id } }')
  const input = {
    projectId: projects[0].id,
    name,
    dataset: 'fashion-mnist',
    model: { preset: 'mlp' },
    ...settings,
  }
  const { launchRun } = await ask(
    request,
    'mutation ($input: LaunchRunInput!) { launchRun(input: $input) { run { id } userErrors { message } } }',
    { input },
  )
  expect(launchRun.userErrors).toEqual([])
  const { id } = launchRun.run
  const status = async () =>
    (await ask(request, 'query ($id: ID!) { run(id: $id) { status } }', { id })).run.status
  if (wait) await expect.poll(status, { timeout: 120_000 }).toBe('COMPLETED')
  return id
}

/** The curves of a metric of steps: a stretch is chosen by the pointer and by a field, and let go by the keyboard. */
async function zoomsIntoSteps(page: Page) {
  await page.getByRole('combobox', { name: 'Metric' }).click()
  await page.getByRole('option', { name: 'batch_loss', exact: true }).click()
  const chart = page
    .getByRole('figure')
    .filter({ hasText: 'batch_loss by step' })
    .locator('svg.recharts-surface')
  const box = await chart.boundingBox()
  if (!box) throw new Error('there is no chart of batch_loss')
  await page.mouse.move(box.x + box.width * 0.4, box.y + 90)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.7, box.y + 90, { steps: 4 })
  await page.mouse.up()
  await expect(page).toHaveURL(/zoom=\d+-\d+/)
  await expect(page.getByText(/^steps \d+–\d+$/)).toBeVisible()
  await page.getByRole('button', { name: 'Zoom', exact: true }).click()
  await page.getByRole('spinbutton', { name: 'Last step' }).fill('18')
  await expect(page).toHaveURL(/zoom=\d+-18/)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: 'Zoom' })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(page).not.toHaveURL(/zoom=/)
}

const small = { trainLimit: 1280, epochs: 2, tags: ['compared'] }

/** The two that are compared in every way. */
let careful = ''
test.beforeAll(async ({ request }) => {
  careful = await trained(request, 'careful', { ...small, optimizer: { learningRate: 0.001 } })
  await trained(request, 'hasty', { ...small, optimizer: { learningRate: 0.02 } })
})

test('runs are chosen, compared by curves, settings, metrics, matrices and images, and shared by address', async ({
  page,
}) => {
  await page.goto(`/runs/${careful}`)
  await page.getByRole('link', { name: 'Compare', exact: true }).last().click()
  await expect(page).toHaveURL(new RegExp(`/compare\\?runs=${careful}$`))
  const search = page.getByRole('textbox', { name: 'Add a run: search' })
  // What is typed before the page's code is there is not heard.
  await expect(async () => {
    await search.fill('')
    await search.fill('status:complete')
    await expect(page.getByText(/complete.* is no/i).first()).toBeVisible({ timeout: 5_000 })
  }).toPass({ timeout: 60_000 })
  await search.fill('name=hasty')
  await page.getByRole('option', { name: /^hasty/ }).click()
  const chosen = page.getByRole('region', { name: 'Compared runs' })
  await expect(chosen.getByRole('listitem')).toHaveCount(2)

  const settings = page.getByRole('table', { name: 'Settings', exact: true })
  await expect(settings.getByRole('row', { name: /^learningRate\b.*differs/ })).toContainText('0.02')
  await expect(settings.getByRole('row', { name: /^batchSize/ })).toBeVisible()
  await page.getByRole('switch', { name: 'Only differences' }).click()
  await expect(settings.getByRole('row', { name: /^batchSize/ })).toHaveCount(0)
  await expect(settings.getByRole('row', { name: /^learningRate/ })).toBeVisible()

  await zoomsIntoSteps(page)
  await page.getByRole('combobox', { name: 'Metric' }).click()
  await page.getByRole('option', { name: 'Validation loss' }).click()
  await expect(page.getByRole('figure').filter({ hasText: 'Validation loss by epoch' })).toBeVisible()
  await expect(
    page.getByRole('table', { name: 'Metrics', exact: true }).getByRole('row', { name: /^Test accuracy/ }),
  ).toContainText(/\d\d\.\d\d/)

  await expect(page.getByRole('table', { name: /^Confusion matrix of (careful|hasty)/ })).toHaveCount(2)
  const difference = page.getByRole('table', { name: 'Difference of the confusion matrices' })
  await expect(difference.getByRole('button')).toHaveCount(100)
  await page.getByRole('button', { name: /^Download difference/ }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'CSV' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(
    /^careful-.+hasty-.+-difference-of-the-confusion-matrices\.csv$/,
  )
  const rows = (await readFile(await download.path(), 'utf8')).trim().split('\r\n').slice(1)
  // As many images are judged by both.
  expect(
    rows.flatMap((row) => row.split(',').slice(1).map(Number)).reduce((sum, count) => sum + count, 0),
  ).toBe(0)
  await expect(page.getByText(/McNemar’s test, (chi-square|exact binomial)/)).toBeVisible()
  await page
    .getByText(/^Only #\d+ right$/)
    .first()
    .click()
  await page.getByRole('combobox', { name: 'Class' }).click()
  await page.getByRole('option', { name: 'Shirt', exact: true }).click()
  await expect(
    page
      .getByRole('list', { name: 'Images' })
      .getByRole('img', { name: /^Shirt, image/ })
      .first(),
  ).toBeVisible()
  await expect(page.getByRole('img', { name: /runs through/ })).toBeVisible()
  await passesAxe(page, 'compare')

  // Whoever opens the address sees the same.
  const address = page.url()
  await page.goto('/workers')
  await page.goto(address)
  await expect(chosen.getByRole('listitem')).toHaveCount(2)
  await expect(settings.getByRole('row', { name: /^batchSize/ })).toHaveCount(0)
  await expect(page.getByRole('combobox', { name: 'Class' })).toHaveValue('Shirt')

  await chosen.getByRole('button', { name: /^Take hasty/ }).click()
  await expect(chosen.getByRole('listitem')).toHaveCount(1)
  await expect(difference).toHaveCount(0)
})

test('by keyboard alone runs are chosen, compared in every section, and one is taken away', async ({
  page,
}) => {
  await page.goto('/?q=tag%3Acompared&sort=name')
  const names = page.getByRole('table', { name: 'Runs' }).locator('a[data-row]')
  await expect(names).toHaveCount(2)
  // The page's keys answer once its code is there.
  await expect(async () => {
    await page.keyboard.press('j')
    await expect(names.first()).toBeFocused({ timeout: 500 })
  }).toPass()
  await page.keyboard.press('j')
  await expect(names.last()).toBeFocused()
  await page.keyboard.press('x')
  await page.keyboard.press('k')
  await expect(names.first()).toBeFocused()
  await page.keyboard.press('x')
  const bar = page.getByRole('region', { name: 'Chosen runs' })
  await expect(bar).toContainText('2 runs')
  await tabTo(page, bar.getByRole('link', { name: 'Compare' }))
  await page.keyboard.press('Enter')
  const chosen = page.getByRole('region', { name: 'Compared runs' })
  await expect(chosen.getByRole('listitem')).toHaveCount(2)

  await tabTo(page, page.getByRole('combobox', { name: 'Metric' }))
  await page.keyboard.press('Control+A')
  await page.keyboard.type('Validation loss')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('figure').filter({ hasText: 'Validation loss by epoch' })).toBeVisible()
  const settings = page.getByRole('table', { name: 'Settings', exact: true })
  await tabTo(page, page.getByRole('switch', { name: 'Only differences' }))
  await page.keyboard.press('Space')
  await expect(settings.getByRole('row', { name: /^batchSize/ })).toHaveCount(0)
  const matrix = page.getByRole('table', { name: /^Confusion matrix of careful/ })
  await tabTo(page, matrix.getByRole('button'))
  for (const key of ['ArrowDown', 'ArrowRight', 'Enter']) await page.keyboard.press(key)
  await expect(page).toHaveURL(/class=Trouser/)
  const which = page.getByRole('radiogroup', { name: 'Which images' })
  await tabTo(page, which.getByRole('radio'))
  await page.keyboard.press('ArrowRight')
  await expect(page).toHaveURL(/right=SECOND/)
  await tabTo(page, page.getByRole('combobox', { name: 'Parameter' }))

  // From the end on round to the beginning.
  await tabTo(page, chosen.getByRole('button', { name: /^Take hasty/ }))
  await page.keyboard.press('Enter')
  await expect(chosen.getByRole('listitem')).toHaveCount(1)
  // The focus is not lost with what it was on.
  await expect(chosen.getByRole('button', { name: /^Take careful/ })).toBeFocused()
})

test('a comparison follows a run that trains', async ({ page, request }) => {
  const live = await trained(request, 'live', { wait: false, trainLimit: 2560, epochs: 4 })
  await page.goto(`/compare?runs=${careful},${live}`)
  const epochs = page
    .getByRole('table', { name: 'Metrics', exact: true })
    .getByRole('row', { name: /^Epochs/ })
  // Nothing asks the page again: what appears came through the subscription.
  await expect(epochs.getByRole('cell').last()).toHaveText('4')
  await expect(page.getByRole('table', { name: /^Confusion matrix of live/ })).toBeVisible()
})

test('no runs, or runs that are not there, are said', async ({ page }) => {
  await page.goto('/compare')
  await expect(page.getByRole('heading', { name: 'No runs chosen' })).toBeVisible()
  await passesAxe(page, 'compare without runs')
  await page.goto('/compare?runs=00000000-0000-7000-8000-000000000000')
  await expect(page.getByText('One of the runs is not in this workspace')).toBeVisible()
})
