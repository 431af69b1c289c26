import { type APIRequestContext, expect, test } from '@playwright/test'
import { ask } from './ask.ts'
import { passesAxe } from './passes-axe.ts'

// The tab tells how far all that trains in the workspace is: here nothing but these journeys' own.
const workspace = 'told'

const askThere = (request: APIRequestContext, query: string, variables = {}) =>
  ask(request, query, variables, { 'x-atelier-workspace': workspace })

/** Begins a run as a script does. */
async function scriptRun(request: APIRequestContext, name: string): Promise<string> {
  const create = 'mutation ($input: CreateRunInput!) { createRun(input: $input) { run { id } } }'
  const input = { project: 'runs', name, epochs: 4 }
  return (await askThere(request, create, { input })).createRun.run.id
}

const finish = (request: APIRequestContext, id: string, status: string, error?: string) =>
  askThere(
    request,
    'mutation ($id: ID!, $status: RunStatus!, $error: String) { finishRun(id: $id, status: $status, error: $error) { run { id } } }',
    { id, status, error },
  )

const logEpoch = (request: APIRequestContext, id: string, index: number) =>
  askThere(
    request,
    'mutation ($id: ID!, $epochs: [EpochInput!]!) { logEpochs(runId: $id, epochs: $epochs) { accepted } }',
    { id, epochs: [{ index, loss: 0.5 }] },
  )

test.beforeAll(async ({ browser, baseURL, storageState }) => {
  const context = await browser.newContext({
    ...{ baseURL: baseURL ?? '', ...(storageState && { storageState }) },
  })
  await ask(context.request, `mutation { createWorkspace(name: "${workspace}") { workspace { slug } } }`)
  await askThere(context.request, 'mutation { createProject(name: "runs") { project { id } } }')
  await context.close()
})

test('a run that ends is told on every page, with the way to it; the tab shows how far it is', async ({
  page,
  request,
}) => {
  await page.goto(`/workers?workspace=${workspace}`)
  const id = await scriptRun(request, 'told of')
  const icon = page.locator('link#tab-sign')
  await expect(icon).toHaveAttribute('href', /^data:image\/svg/)
  await logEpoch(request, id, 1)
  await logEpoch(request, id, 2)
  await expect(page).toHaveTitle(/^50.% · Workers/)
  // Also after going to another page, which has a title of its own.
  await page.getByRole('link', { name: 'Data sets' }).click()
  await expect(page).toHaveTitle(/^50.% · Data sets/)
  await finish(request, id, 'FAILED', 'the loss is not a number')
  const toast = page.getByRole('alert').filter({ hasText: /^told of #\d+ failed/ })
  await expect(toast).toContainText('the loss is not a number')
  await expect(page).toHaveTitle(/^Data sets/)
  await expect(icon).toHaveCount(0)
  await passesAxe(page, 'a toast')
  await toast.getByRole('button', { name: 'Open' }).click()
  await expect(page).toHaveURL(new RegExp(`/runs/${id}$`))
  await expect(toast).toHaveCount(0)
})

test('settings turn the toast off and, if allowed, the notification of the browser on', async ({
  page,
  context,
  request,
}) => {
  await context.grantPermissions(['notifications'])
  // Headless Chromium has no tab that is out of sight, and shows nobody what it notifies of.
  await page.addInitScript(() => {
    const shown: string[] = []
    Object.assign(window, { shown })
    window.Notification = class extends Notification {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options)
        shown.push(`${title}: ${options?.body}`)
      }
    }
    const visibility = () => (window.location.pathname === '/workers' ? 'hidden' : 'visible')
    Object.defineProperty(document, 'visibilityState', { get: visibility })
  })
  await page.goto('/settings')
  await passesAxe(page, 'settings')
  const browser = page.getByRole('switch', { name: 'Notification of the browser' })
  await expect(browser).toBeEnabled()
  await browser.check({ force: true })
  await page.getByRole('switch', { name: 'Toast on the page' }).uncheck({ force: true })

  await page.goto(`/workers?workspace=${workspace}`)
  const id = await scriptRun(request, 'in the background')
  const icon = page.locator('link#tab-sign')
  await expect(icon).toHaveCount(1)
  await finish(request, id, 'COMPLETED')
  const shown = () => page.evaluate(() => Reflect.get(window, 'shown'))
  await expect.poll(shown).toEqual([expect.stringMatching(/^in the background #\d+ completed: /)])
  await expect(page.getByText(/^in the background #\d+ completed/)).toHaveCount(0)
  // The icon keeps the outcome until somebody looks.
  await expect(icon).toHaveAttribute('href', /14753f/)
})
