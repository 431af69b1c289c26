import { readFile } from 'node:fs/promises'
import { expect, type Page, test, type WebSocketRoute } from '@playwright/test'
import { ask } from './ask.ts'
import { openWithoutCode } from './open-without-code.ts'
import { passesAxe } from './passes-axe.ts'

/** Fills the launch form and launches. */
async function launch(page: Page, settings: { readonly images: number; readonly epochs: number }) {
  await page.goto('/runs/new')
  await page.getByLabel('Training images').fill(String(settings.images))
  await page.getByLabel('Epochs').fill(String(settings.epochs))
  await expect(page.getByRole('region', { name: 'Layer summary' })).toContainText('401,920')
  await page.getByRole('button', { name: /^Launch run/ }).click()
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}/)
}

const header = (page: Page) => page.locator('main header')
const epochRows = (page: Page) => page.getByRole('region', { name: 'Epochs' }).locator('tbody tr')
const epochRow = (page: Page, epoch: number) =>
  page.getByRole('region', { name: 'Epochs' }).getByRole('button', { name: String(epoch), exact: true })

/** Every count in the confusion matrix, read as a person with a screen reader would hear it. */
const matrixCounts = (page: Page) =>
  page
    .getByRole('table', { name: 'Confusion matrix' })
    .getByRole('button')
    .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute('aria-label')?.split(': ')[1])))

/** The dots of a chart's two curves: one an epoch each. */
const dots = (page: Page, title: string) =>
  page.getByRole('figure').filter({ hasText: title }).locator('.recharts-line-dot')

/** Epochs newest first, as the page shows them. */
const shownEpochs = async (page: Page) =>
  (await epochRows(page).locator('th button').allTextContents()).map(Number)

const countdown = (from: number) => Array.from({ length: from }, (_, at) => from - at)

/** Drags over a chart, has the steps of the stretch in every one, and comes back: by mouse, address and keyboard. */
async function zoomsIntoSteps(page: Page) {
  const questions: string[] = []
  page.on('request', (request) => {
    if (request.postData()?.includes('query RunSteps')) questions.push(request.postData() ?? '')
  })
  const reset = page.getByRole('button', { name: 'Reset zoom' })
  const traces = page.locator('.step-trace')
  const loss = page.getByRole('figure').filter({ hasText: 'Loss' })
  const box = await loss.locator('svg.recharts-surface').boundingBox()
  if (!box) throw new Error('there is no chart of the loss')
  await page.mouse.move(box.x + box.width * 0.3, box.y + 80)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.5, box.y + 90, { steps: 4 })
  await page.mouse.move(box.x + box.width * 0.85, box.y + 90, { steps: 4 })
  await page.mouse.up()
  await expect(page).toHaveURL(/zoom=1\.\d+-2\.\d+/)
  await expect(traces).toHaveCount(2)
  expect(questions).toHaveLength(1)
  await expect(page.getByText('epochs 2–3')).toBeVisible()

  // By the pointer and by the arrow keys: which step it is, of which epoch, and what was measured.
  await page.mouse.move(box.x + box.width * 0.4, box.y + 90)
  const told = loss.getByRole('status')
  await expect(told).toHaveText(/^Steps? [\d,–]+, epoch 2(this step|mean of the steps)\d\.\d+/)
  await page.mouse.move(0, 0)
  await expect(told).toHaveCount(0)
  await loss.locator('svg.recharts-surface').focus()
  await page.keyboard.press('ArrowRight')
  await expect(told).toHaveText(/^Steps? [\d,–]+, epoch 2/)
  const before = await told.textContent()
  await page.keyboard.press('ArrowRight')
  await expect(told).not.toHaveText(before ?? '')
  await page.locator('h1').click()

  await page.reload()
  await expect(traces).toHaveCount(2)
  await page.keyboard.press('-')
  await expect(reset).toHaveCount(0)
  await expect(page).not.toHaveURL(/zoom=/)
  await page.getByRole('button', { name: 'Zoom', exact: true }).click()
  await page.getByRole('spinbutton', { name: 'Last epoch' }).fill('1')
  await expect(page).toHaveURL(/zoom=0-1/)
  await expect(traces).toHaveCount(2)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: 'Zoom' })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(reset).toHaveCount(0)
  await page.getByRole('switch', { name: 'log scale' }).press('Space')
  await expect(page).toHaveURL(/log=true/)
}

/** Saves charts of three epochs and reads the files: pictures that need nothing of the page, and every figure. */
async function savesCharts(page: Page) {
  const saved = async (chart: string, format: string) => {
    await page.getByRole('button', { name: `Download ${chart}` }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page
        .getByRole('menu', { name: `Download ${chart}` })
        .getByRole('menuitem', { name: format })
        .click(),
    ])
    return { name: download.suggestedFilename(), content: await readFile(await download.path()) }
  }
  const csv = await saved('loss', 'CSV')
  expect(csv.name).toMatch(/^[\w.-]+-loss\.csv$/)
  expect(csv.content.toString().trim().split('\r\n')).toEqual([
    'epoch,loss,val_loss',
    ...[1, 2, 3].map((epoch) => expect.stringMatching(new RegExp(`^${epoch},\\d\\.\\d{4,},\\d\\.\\d{4,}$`))),
  ])
  const svg = (await saved('accuracy', 'SVG')).content.toString()
  expect(svg).toMatch(/^<svg /)
  expect(svg).toContain('validation')
  expect(svg).toMatch(/@font-face\{font-family:"[^"]+";font-weight:[\d ]+;src:url\(data:/)
  expect(svg).not.toMatch(/var\(|light-dark|oklab|class=|https?:\/\/(?!www\.w3\.org)/)
  const run = (await page.title()).split(' · ')[0]
  const matrix = `confusion matrix of ${run}`
  const table = (await saved(matrix, 'CSV')).content.toString().trim().split('\r\n')
  expect(table[0]).toMatch(/^label \\ prediction,T-shirt\/top,/)
  const counts = table.slice(1).flatMap((row) => row.split(',').slice(1).map(Number))
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(10_000)
  const drawn = (await saved(matrix, 'SVG')).content.toString()
  expect(drawn).toContain('>Ankle boot<')
  expect(drawn).toMatch(/@font-face/)
  expect(drawn).not.toMatch(/https?:\/\/(?!www\.w3\.org)/)
  expect((await saved(matrix, 'PNG')).content.subarray(1, 4).toString()).toBe('PNG')
  const png = (await saved('learning rate', 'PNG')).content
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  const chart = page.getByRole('figure').filter({ hasText: 'Learning rate' }).locator('svg.recharts-surface')
  const width = (await chart.boundingBox())?.width ?? 0
  expect(Math.abs(png.readUInt32BE(16) - 2 * width)).toBeLessThanOrEqual(2)
}

test('a run launched from the form is seen live, to its complete confusion matrix', async ({ page }) => {
  await launch(page, { images: 640, epochs: 3 })

  // Nothing below asks the server again: what appears came through the subscription.
  await expect(epochRow(page, 1)).toBeVisible()
  await expect(header(page)).toContainText('completed')
  expect(await shownEpochs(page)).toEqual(countdown(3))
  await expect(dots(page, 'Accuracy')).toHaveCount(2 * 3)
  await expect(dots(page, 'Loss')).toHaveCount(2 * 3)

  const counts = await matrixCounts(page)
  expect(counts).toHaveLength(100)
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(10_000)
  await expect(page.getByText('Test accuracy').locator('..')).toContainText(/\d\d\.\d\d/)

  await zoomsIntoSteps(page)
  await savesCharts(page)

  await page.getByRole('tab', { name: 'Layers' }).click()
  await expect(page.getByRole('region', { name: 'Layers' })).toContainText('870,410')
  await page.getByText('Diagram', { exact: true }).click()
  const diagram = page.getByRole('list', { name: 'Layers from input to output' })
  await diagram
    .getByRole('button', { name: /^Dense dense_1 262,656 parameters, 30\.18\s%\s+output 512$/ })
    .click()
  await expect(page).toHaveURL(/layers=diagram/)
  await expect(page).toHaveURL(/layer=dense_1/)
  const layer = page.getByRole('region', { name: /^Dense dense_1/ })
  await expect(
    layer.getByRole('img', { name: /^Spread of kernel: .* after epoch 1, .* after epoch 3$/ }),
  ).toBeVisible()
  await expect(layer.locator('.recharts-line-curve')).toHaveCount(5)
  await passesAxe(page, 'a layer')
  await page.getByRole('button', { name: 'Epoch before' }).click()
  await expect(page).toHaveURL(/epoch=2/)
  expect((await matrixCounts(page)).reduce((sum, count) => sum + count, 0)).toBe(10_000)
  const epoch = page.getByRole('slider', { name: 'Epoch of the matrix' })
  await epoch.press('Home')
  await expect(page).toHaveURL(/epoch=1/)
  // It plays to the newest epoch and stops there.
  await page.keyboard.press('p')
  await expect(page).not.toHaveURL(/epoch=/)
  await expect(page.getByRole('button', { name: 'Play through the epochs' })).toBeVisible()
  await page.getByRole('button', { name: /^Shirt taken for T-shirt\/top/ }).click()
  await expect(page.getByRole('heading', { name: 'Shirt taken for T-shirt/top' })).toBeVisible()

  const images = page.getByRole('region', { name: 'Images' })
  const mistaken = images.getByRole('button', { name: /, taken for / }).first()
  await expect(mistaken).toBeVisible()

  // An image of the list before, pressed while the next one is on its way, stays open when that one comes.
  const nextList = Promise.withResolvers<void>()
  await page.route('**/graphql', async (route) => {
    await nextList.promise
    await route.continue()
  })
  await page.getByRole('button', { name: 'All mistakes' }).click()
  await mistaken.click()
  nextList.resolve()
  await page.unrouteAll({ behavior: 'wait' })
  const judged = page.getByRole('region', { name: 'Predictions by epoch' }).locator('tbody tr')
  await expect(judged).toHaveCount(3)
  await expect(judged.first()).toContainText('✗')
  await passesAxe(page, 'a judged image')
  await expect(page).toHaveURL(/image=\d+/)
  await page.keyboard.press('Escape')
  await expect(page).not.toHaveURL(/image=/)
})

test('a preset brings its recipe; the run trains by it with what was changed, and is launched again with all of it', async ({
  page,
}) => {
  await page.goto('/runs/new')
  const epochs = page.getByLabel('Epochs', { exact: true })
  await page.getByRole('radio', { name: /cnn-fast/ }).check({ force: true })
  await expect(page.getByText('Recipe of cnn-fast:')).toBeVisible()
  await expect(epochs).toHaveValue('5')
  await expect(page.getByRole('img', { name: /^Learning rate over the run/ })).toBeVisible()
  await epochs.fill('1')
  await page.getByRole('button', { name: 'Epochs: back to 5 epochs' }).click()
  await expect(epochs).toHaveValue('5')
  await epochs.fill('2')
  await page.getByLabel('Training images').fill('640')
  await page.getByText('Regularisation and data').click()
  await page.getByLabel('Shift').fill('40')
  await expect(page.getByText(/must be at most 14/).first()).toBeVisible()
  await page.getByLabel('Shift').fill('2')
  const augmented = page.getByRole('list', { name: 'Augmented images' }).locator('canvas').first()
  const picture = () => augmented.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
  await expect(augmented).toHaveJSProperty('height', 4 * 29 - 1)
  const before = await picture()
  await page.getByRole('button', { name: 'Draw again' }).click()
  await expect.poll(picture).not.toBe(before)
  await page.getByLabel('Label smoothing').fill('0.1')
  await page.getByText('Precision, seed and restarts').click()
  await page.getByLabel('Restarts').fill('1')
  await page.getByRole('button', { name: /^Launch run/ }).click()
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}/)
  await expect(header(page)).toContainText('completed')
  expect(await shownEpochs(page)).toEqual(countdown(2))
  // The one-cycle schedule ends at next to nothing.
  expect(Number(await epochRows(page).first().locator('td').nth(4).textContent())).toBeLessThan(1e-6)

  await page.getByRole('tab', { name: 'Config' }).click()
  const config = page.getByRole('tabpanel', { name: 'Config' })
  for (const setting of ['OneCycle', 'flip', 'shift', 'label smoothing', 'bfloat16'])
    await expect(config).toContainText(setting)

  await page.goto(`/runs/new?from=${page.url().split('/').at(-1)?.split('?')[0]}`)
  await expect(epochs).toHaveValue('2')
  await expect(page.getByRole('button', { name: 'Label smoothing: back to none' })).toBeVisible()
  await expect(page.getByText('flip, shift 2, label smoothing 0.1')).toBeVisible()
})

test('neither a cut connection nor a reload in the middle loses or repeats anything', async ({
  page,
  request,
}) => {
  const sockets: WebSocketRoute[] = []
  await page.routeWebSocket(/\/graphql$/, (socket) => {
    socket.connectToServer()
    sockets.push(socket)
  })
  const epochs = 12
  await launch(page, { images: 6_400, epochs })
  await expect(epochRow(page, 2)).toBeVisible()

  const before = sockets.length
  await sockets.at(-1)?.close({ code: 3000, reason: 'cut by the test' })
  await expect.poll(() => sockets.length).toBeGreaterThan(before)
  await expect(epochRow(page, 4)).toBeVisible()

  await expect(page.getByRole('button', { name: 'Stop run' })).toBeVisible()
  await page.reload()
  await expect(epochRow(page, 4)).toBeVisible()
  await expect(header(page)).toContainText('completed')

  expect(await shownEpochs(page)).toEqual(countdown(epochs))
  await expect(dots(page, 'Accuracy')).toHaveCount(2 * epochs)
  const id = page.url().split('/').at(-1)?.split('?')[0]
  const query = 'query($id: ID!) { run(id: $id) { history { index validationAccuracy } } }'
  const { run } = await ask(request, query, { id })
  const recorded: { readonly index: number; readonly validationAccuracy: number }[] = run.history
  const shown = await epochRows(page).locator('td:nth-child(2)').allTextContents()
  expect(shown.toReversed()).toEqual(recorded.map((one) => (one.validationAccuracy * 100).toFixed(2)))
  expect((await matrixCounts(page)).reduce((sum, count) => sum + count, 0)).toBe(10_000)

  await page.getByRole('tab', { name: 'System' }).click()
  for (const title of ['CPU', 'Memory'])
    await expect(
      page.getByRole('figure').filter({ hasText: title }).locator('.recharts-line-curve'),
    ).toBeVisible()
})

test('a run is stopped and deleted by name, and the list follows without a reload', async ({
  page,
  context,
}) => {
  const list = await context.newPage()
  await list.goto('/')
  await launch(page, { images: 60_000, epochs: 50 })
  const name = (await page.getByRole('heading', { level: 1 }).textContent())?.split('#')[0] ?? ''
  await expect(list.getByRole('link', { name })).toBeVisible()

  await expect(header(page)).toContainText('running')
  await page.getByRole('button', { name: 'Stop run' }).click()
  await expect(page.getByRole('dialog')).toContainText(name)
  await page.getByRole('dialog').getByRole('button', { name: 'Stop run' }).click()
  await expect(header(page)).toContainText('stopped')

  const row = list.getByRole('row').filter({ hasText: name })
  await expect(row).toContainText('stopped')
  await row.getByRole('checkbox').click()
  await list.getByRole('button', { name: 'Delete' }).click()
  await expect(list.getByRole('link', { name })).toHaveCount(0)
  // Until the offer to undo has gone, it is only hidden.
  await list.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' })
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Nothing is here' })).toBeVisible()
})

test('what is wrong is said at its field, and nothing that was typed is lost', async ({ page }) => {
  // The person types before the page's code is there.
  const letCodeCome = await openWithoutCode(page, '/runs/new')
  await page.getByLabel('Name', { exact: true }).fill('kept')
  await page.getByLabel('Batch size').fill('256')
  await page.getByRole('radio', { name: /cnn-fast/ }).check({ force: true })
  letCodeCome()
  await expect(page.getByText('235', { exact: true })).toBeVisible()
  await expect(page.getByText('Recipe of cnn-fast:')).toBeVisible()
  await expect(page.getByRole('button', { name: /^Batch size: back to/ })).toBeVisible()
  await page.getByLabel('Training images').fill('70000')
  await expect(page.getByText(/must be at most 60,?000/).first()).toBeVisible()
  await page.getByRole('button', { name: /^Launch run/ }).click()
  await expect(page).toHaveURL(/\/runs\/new/)
  await page.getByRole('link', { name: 'Training images' }).click()
  await expect(page.getByLabel('Training images')).toBeFocused()

  await page.route('**/graphql', (route) => route.abort())
  await page.getByLabel('Training images').fill('640')
  await page.getByRole('button', { name: /^Launch run/ }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'nothing was launched' })).toBeVisible()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('kept')
  await expect(page.getByLabel('Batch size')).toHaveValue('256')
})
