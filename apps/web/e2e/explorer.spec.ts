import { expect, type Page, test } from '@playwright/test'
import { ask } from './ask.ts'

/** Puts a subscription in the place of the editor's text and runs it. */
async function run(page: Page, name: string, selection: string) {
  const editor = page.getByRole('region', { name: 'Operation Editor' }).locator('.monaco-editor').first()
  await editor.click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(`subscription ${name} { ${selection} }`)
  // The tab has its name once the explorer has read it.
  await expect(page.getByRole('tab', { name })).toBeVisible()
  await page.getByRole('button', { name: /^Execute query/ }).click()
}

test('subscriptions run in the explorer: what happens shows by itself, and stops when it is told to', async ({
  page,
}) => {
  const make = 'mutation { createRun(input: {project: "fashion-mnist-study", epochs: 2}) { run { id } } }'
  const { id } = (await ask(page.request, make)).createRun.run
  const epoch = (index: number) =>
    ask(
      page.request,
      `mutation { logEpochs(runId: "${id}", epochs: [{index: ${index}, loss: 0.5, accuracy: 0.${index}}]) { userErrors { message } } }`,
    )
  const sockets: string[] = []
  page.on('websocket', (socket) => sockets.push(socket.url()))

  await page.goto('/explorer')
  const result = page.getByRole('region', { name: 'Result Window' })
  await run(
    page,
    'Followed',
    `runEvents(runId: "${id}") { __typename ... on EpochCompleted { completed: epoch { index } } }`,
  )
  await expect(page.getByRole('button', { name: /^Stop query/ })).toBeVisible()
  await epoch(1)
  await expect(result).toContainText('"index": 1')
  await epoch(2)
  await expect(result).toContainText('"index": 2')
  expect(sockets.some((url) => url.endsWith('/graphql'))).toBe(true)
  await page.getByRole('button', { name: /^Stop query/ }).click()
  await expect(page.getByRole('button', { name: /^Execute query/ })).toBeVisible()
  await epoch(3)

  await run(page, 'Nowhere', 'runEvents(runId: "00000000-0000-7000-8000-000000000000") { __typename }')
  await expect(result).toContainText('NOT_FOUND')
  await expect(result).not.toContainText('"index": 3')
  await ask(page.request, `mutation { deleteRuns(ids: ["${id}"]) { userErrors { message } } }`)
})
