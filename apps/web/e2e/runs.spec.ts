import { expect, type Locator, type Page, test } from '@playwright/test'
import { ask } from './ask.ts'
import { passesAxe } from './passes-axe.ts'

/** A run that a script logs: two epochs, then over. */
async function logRun(page: Page, name: string, lr: number, seed: number): Promise<void> {
  const id = await createRun(page, name, lr, seed)
  await finishRun(page, id, lr, seed)
}

async function createRun(page: Page, name: string, lr: number, seed: number): Promise<string> {
  const { createRun } = await ask(
    page.request,
    'mutation ($input: CreateRunInput!) { createRun(input: $input) { run { id } userErrors { message } } }',
    { input: { projectId, name, parameters: { lr, seed, optimizer: 'Adam' }, tags: [`seed-${seed}`] } },
  )
  return createRun.run.id
}

async function finishRun(page: Page, id: string, lr: number, seed: number): Promise<void> {
  const epochs = [1, 2].map((index) => ({
    ...{ index, loss: 1 / index, accuracy: 0.5, seconds: 1 },
    ...{ validationLoss: 1 / index + lr, validationAccuracy: 0.7 + lr + seed / 100 + index / 50 },
  }))
  await ask(
    page.request,
    `mutation ($id: ID!, $epochs: [EpochInput!]!) {
      logEpochs(runId: $id, epochs: $epochs) { userErrors { message } }
      finishRun(id: $id, status: COMPLETED) { userErrors { message } }
    }`,
    { id, epochs },
  )
}

/** As somebody else does it, on another page. */
async function deleteRuns(page: Page, named: readonly string[]): Promise<void> {
  const { runs } = await ask(
    page.request,
    'query ($id: ID!) { runs(projectId: $id, first: 200) { edges { node { id name } } } }',
    { id: projectId },
  )
  const edges: readonly { readonly node: { readonly id: string; readonly name: string } }[] = runs.edges
  const ids = edges.filter(({ node }) => named.includes(node.name)).map(({ node }) => node.id)
  await ask(page.request, 'mutation ($ids: [ID!]!) { deleteRuns(ids: $ids) { userErrors { message } } }', {
    ids,
  })
}

const table = (page: Page) => page.getByRole('table', { name: 'Runs' })
const scroller = (page: Page) => table(page).locator('..')
const names = (page: Page) => table(page).locator('a[data-row]')
const column = (page: Page, name: string | RegExp) => table(page).getByRole('columnheader', { name })

async function boxOf(locator: Locator) {
  const box = await locator.boundingBox()
  if (!box) throw new Error(`${locator} is not on the page.`)
  return box
}

async function middleOf(locator: Locator) {
  const { x, y, width, height } = await boxOf(locator)
  return { x: x + width / 2, y: y + height / 2 }
}

type Point = { readonly x: number; readonly y: number }

/** As a hand does it. */
async function drag(page: Page, from: Point, to: Point) {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(to.x, to.y, { steps: 5 })
  await page.mouse.up()
}

// What is measured does not move.
test.use({ contextOptions: { reducedMotion: 'reduce' } })

let projectId = ''
let slug = ''

/** The page as a person has it: its keys answer. */
async function open(page: Page, more = '') {
  await page.goto(`/?project=${slug}${more}`)
  await expect(async () => {
    await page.locator('#search').blur()
    await page.keyboard.press('/')
    await expect(page.getByRole('option', { name: /^status:/ })).toBeVisible({ timeout: 500 })
  }).toPass()
  await page.keyboard.press('Escape')
}

test.beforeAll(async ({ browser, baseURL, storageState }) => {
  const page = await browser.newPage({ baseURL: baseURL ?? '', ...(storageState && { storageState }) })
  const { createProject } = await ask(
    page.request,
    'mutation ($name: String!) { createProject(name: $name) { project { id slug } userErrors { message } } }',
    { name: 'table' },
  )
  projectId = createProject.project.id
  slug = createProject.project.slug
  const finished: Promise<void>[] = []
  for (let at = 0; at < 70; at += 1) {
    const [lr, seed] = [[0.1, 0.03, 0.01][at % 3] ?? 0, at % 5]
    // One after the other: the newest is the last.
    const id = await createRun(page, `run ${String(at).padStart(2, '0')}`, lr, seed)
    finished.push(finishRun(page, id, lr, seed))
  }
  await Promise.all(finished)
  await page.close()
})

test('nothing scrolls sideways while the columns are the usual ones, from the first paint on', async ({
  page,
}) => {
  await open(page)
  const beyond = () => scroller(page).evaluate((element) => element.scrollWidth - element.clientWidth)
  const shown = () => table(page).getByRole('columnheader').allTextContents()
  for (const [width, last] of [
    [1440, 'lr'],
    [1280, 'val_loss'],
    [768, /^val_accuracy max/],
    [1920, /^val_accuracy %/],
  ] as const) {
    await page.setViewportSize({ width, height: 900 })
    await expect(column(page, last)).toBeVisible()
    expect(await beyond()).toBeLessThanOrEqual(0)
    const before = await shown()
    // What the server sends is what stays.
    await page.route('**/*.js', (route) => route.abort())
    await page.reload()
    await expect(column(page, last)).toBeVisible()
    expect((await shown()).map((name) => name.trim())).toEqual(before.map((name) => name.trim()))
    expect(await beyond()).toBeLessThanOrEqual(0)
    await page.unroute('**/*.js')
    await page.reload()
  }
})

test('runs are sorted, scrolled through, and their columns chosen; a link shows the same', async ({
  page,
}) => {
  await open(page)
  await expect(names(page).first()).toHaveText('run 69')
  await expect(page.getByText('70 runs')).toBeVisible()

  await column(page, /^val_accuracy max/)
    .getByRole('button')
    .click()
  await expect(column(page, /^val_accuracy max/)).toHaveAttribute('aria-sort', 'descending')
  await expect(page).toHaveURL(/sort=-metric\.val_accuracy\.max/)
  await expect(names(page).first()).toHaveText(/run (09|24|39|54|69)/)
  await column(page, 'lr').getByRole('button').click()
  await expect(column(page, 'lr')).toHaveAttribute('aria-sort', 'ascending')

  await column(page, 'Name').getByRole('button').click()
  await expect(names(page).first()).toHaveText('run 00')
  // Only the rows in view are drawn; the second page comes as the end of the first nears.
  expect(await names(page).count()).toBeLessThan(50)
  await page.keyboard.press('j')
  await expect(names(page).first()).toBeFocused()
  for (let at = 0; at < 45; at += 1) await page.keyboard.press('j')
  await expect(page.getByRole('link', { name: 'run 45' })).toBeFocused()
  await page.getByRole('link', { name: 'run 50' }).waitFor()
  for (let at = 45; at < 69; at += 1) await page.keyboard.press('j')
  await expect(page.getByRole('link', { name: 'run 69' })).toBeFocused()
  await expect(page.getByRole('link', { name: 'run 69' })).toBeInViewport()

  await page.getByRole('button', { name: 'Columns' }).click()
  const panel = page.getByRole('dialog', { name: 'Columns' })
  await panel.getByRole('checkbox', { name: 'Test %' }).click()
  await panel.getByLabel('Find a column').fill('speed')
  await panel.getByRole('checkbox', { name: 'Speed' }).click()
  await panel.getByRole('button', { name: 'Keep Speed in view' }).click()
  await passesAxe(page, 'columns')
  await page.keyboard.press('Escape')
  // axe scrolls.
  await scroller(page).evaluate((element) => element.scrollTo({ left: 0 }))
  await expect(column(page, 'Test %')).toHaveCount(0)
  const headers = async () => (await table(page).getByRole('columnheader').allTextContents()).slice(1, 4)
  expect(await headers()).toEqual(['Name', 'Speed', 'Progress'])
  // With the keyboard and with the pointer.
  await column(page, 'Speed').getByRole('button').focus()
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(page).toHaveURL(/cols=speed~116,name/)
  const progress = await middleOf(column(page, 'Progress'))
  const byItsText = await middleOf(column(page, /^val_accuracy max/).getByText('val_accuracy max %'))
  await page.mouse.move(byItsText.x, byItsText.y)
  await page.mouse.down()
  await page.mouse.move(progress.x, progress.y, { steps: 5 })
  await page.keyboard.press('Escape')
  await page.mouse.up()
  expect(await headers()).toEqual(['Speed', 'Name', 'Progress'])
  await drag(page, byItsText, progress)
  await expect.poll(headers).toEqual(['Speed', 'Name', 'val_accuracy max %'])
  const { x, y, width } = await boxOf(column(page, 'Name'))
  await drag(page, { x: x + width - 3, y: y + 10 }, { x: x + width - 103, y: y + 10 })
  await expect(page).toHaveURL(new RegExp(`cols=speed~116,name~${width - 100},metric\\.val_accuracy\\.max`))
  await page.reload()
  await expect.poll(headers).toEqual(['Speed', 'Name', 'val_accuracy max %'])
  expect((await boxOf(column(page, 'Name'))).width).toBe(width - 100)
})

test('the list is there, and used, on 200 kB of scripts; what keeps it up to date comes after', async ({
  page,
}) => {
  await page.goto(`/?project=${slug}`)
  const bytes = await page.evaluate(() => {
    const [navigation] = performance.getEntriesByType('navigation')
    return performance
      .getEntriesByType('resource')
      .filter((entry) => entry instanceof PerformanceResourceTiming)
      .filter(({ name, startTime }) => name.endsWith('.js') && startTime < (navigation?.duration ?? 0))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)
  })
  expect(bytes).toBeGreaterThan(100_000)
  expect(bytes).toBeLessThanOrEqual(200_000)

  const html = await (await page.request.get(`/?project=${slug}`)).text()
  const { promise: mayCome, resolve: letCome } = Promise.withResolvers<void>()
  await page.route('**/*.js', async (route) => {
    if (!html.includes(new URL(route.request().url()).pathname)) await mayCome
    await route.continue()
  })
  await page.goto(`/?project=${slug}`)
  const field = page.locator('#search')
  await expect(async () => {
    await field.blur()
    await page.keyboard.press('/')
    await expect(field).toBeFocused({ timeout: 100 })
  }).toPass()
  await expect(names(page).first()).toHaveText('run 69')
  await page.keyboard.type('name:12')
  await expect(scroller(page)).toHaveAttribute('data-stale')
  await expect(page.getByText('70 runs')).toBeVisible()
  const late = await createRun(page, 'run 12 again', 0.1, 0)
  letCome()
  await expect(names(page)).toHaveText(['run 12 again', 'run 12'])
  await finishRun(page, late, 0.1, 0)
  await deleteRuns(page, ['run 12 again'])
  await expect(names(page)).toHaveText(['run 12'])
})

test('the search completes what is typed and underlines what it cannot read', async ({ page }) => {
  await open(page)
  const field = page.locator('#search')
  await expect(field).toBeFocused()
  await page.keyboard.type('l')
  await page.keyboard.type('r')
  await page.getByRole('option', { name: 'lr= parameter' }).click()
  await page.keyboard.type('0.1 tag:')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(field).toHaveValue('lr=0.1 tag:seed-0 ')
  await expect(page.getByText('5 runs')).toBeVisible()
  await passesAxe(page, 'search')
  await page.keyboard.type('status:odd')
  await expect(page.locator('main').getByRole('alert')).toContainText('odd')
  await expect(page.locator('main mark')).toHaveText('odd')
  await expect(field).toBeFocused()
  await passesAxe(page, 'a search that cannot be read')
})

test('runs are grouped over their seeds, and a group leads to its runs', async ({ page }) => {
  await open(page, '&group=lr')
  const groups = page.getByRole('table', { name: 'Groups of runs' })
  await expect(page.getByText('3 groups of 70 runs')).toBeVisible()
  const row = groups.getByRole('row').filter({ hasText: /^0\.1/ })
  await expect(row.getByRole('cell').nth(0)).toHaveText('24')
  await expect(row.getByRole('cell').nth(1)).toHaveText('5')
  await expect(row.getByRole('cell').nth(2)).toHaveText(/^86\.\d\d ± 1\.\d\d$/)
  await passesAxe(page, 'groups')
  await row.getByRole('button', { name: '0.1', exact: true }).click()
  await expect(page.getByText('24 runs')).toBeVisible()
  await expect(page).toHaveURL(/q=param\.lr(=|%3D)0\.1/)
})

test('chosen runs are tagged, stopped, deleted, brought back, and deleted as the page is left', async ({
  page,
}) => {
  await open(page, '&sort=name')
  await page.getByRole('checkbox', { name: 'Choose run 02' }).click()
  await page.getByRole('checkbox', { name: 'Choose run 05' }).click({ modifiers: ['Shift'] })
  const bar = page.getByRole('region', { name: 'Chosen runs' })
  await expect(bar).toContainText('4 runs chosen')
  await expect(bar.getByRole('link', { name: 'Compare' })).toHaveAttribute('href', /\/compare\?runs=.+,.+/)

  await bar.getByRole('button', { name: 'Tag' }).click()
  await page.getByRole('combobox', { name: 'Tags' }).fill('keep')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Change tags' }).click()
  const row = table(page).getByRole('row').filter({ hasText: 'run 03' })
  await expect(row).toContainText('keep')
  await page.getByRole('alert').getByRole('button', { name: 'Undo' }).click()
  await expect(row).not.toContainText('keep')

  await passesAxe(page, 'chosen runs')
  // What pops up meanwhile leaves the bar free.
  await logRun(page, 'ends meanwhile', 0.1, 1)
  const toast = page.getByRole('alert').filter({ hasText: 'ends meanwhile' })
  await expect(toast).toBeVisible()
  const { y, height } = await boxOf(toast)
  expect(y + height).toBeLessThan((await boxOf(bar)).y)
  await bar.getByRole('button', { name: 'Delete' }).click()
  await expect(row).toHaveCount(0)
  await expect(page.getByText('67 runs')).toBeVisible()
  await page.getByRole('alert').getByRole('button', { name: 'Undo' }).click()
  await expect(row).toHaveCount(1)

  await createRun(page, 'underway', 0.1, 1)
  await open(page)
  await page.getByRole('checkbox', { name: 'Choose underway' }).click()
  await expect(bar.getByRole('button', { name: 'Delete' })).toBeDisabled()
  await bar.getByRole('button', { name: 'Stop' }).click()
  await page.getByRole('button', { name: 'Stop run' }).click()
  await expect(table(page).getByRole('row').filter({ hasText: 'underway' })).toContainText('stopped')
  await expect(bar.getByRole('button', { name: 'Delete' })).toBeEnabled()

  // New runs do not move what is read: they wait until they are asked for.
  await open(page)
  await scroller(page).evaluate((element) => element.scrollTo({ top: 800 }))
  const read = page.getByRole('link', { name: 'run 40' })
  await expect(read).toBeInViewport()
  const place = await read.boundingBox()
  await logRun(page, 'new one', 0.5, 1)
  await page.getByRole('button', { name: '1 new run' }).waitFor()
  expect(await read.boundingBox()).toEqual(place)
  // Nor does a list that is asked for again meanwhile.
  await deleteRuns(page, ['run 02', 'run 60'])
  await expect(page.getByText('71 runs')).toBeVisible()
  await expect(page.getByRole('button', { name: '1 new run' })).toBeVisible()
  expect(await read.boundingBox()).toEqual(place)
  await page.getByRole('button', { name: '1 new run' }).click()
  await expect(names(page).first()).toHaveText('new one')

  await page.getByRole('checkbox', { name: 'Choose new one' }).click()
  await bar.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('link', { name: 'new one' })).toHaveCount(0)
  await page.goto('/workers')
  const count = async () => {
    const query = 'query ($id: ID!) { runs(projectId: $id, search: "name:new") { totalCount } }'
    return (await ask(page.request, query, { id: projectId })).runs.totalCount
  }
  await expect.poll(count).toBe(0)
})
