import { expect, type Page, test } from '@playwright/test'
import { ask } from './ask.ts'
import { passesAxe } from './passes-axe.ts'

const say = (page: Page, runId: string, number: number, message: string, level = 'info') =>
  ask(
    page.request,
    'mutation ($runId: ID!, $lines: [LogLineInput!]!) { logLines(runId: $runId, lines: $lines) { userErrors { message } } }',
    { runId, lines: [{ number, message, level }] },
  )

test('what a run says is read live, and what people write of it is Markdown that does no harm', async ({
  page,
}) => {
  const { projects } = await ask(page.request, '{ projects { id } }', {})
  const { createRun } = await ask(
    page.request,
    'mutation ($project: ID!) { createRun(input: { projectId: $project, name: "noted" }) { run { id } } }',
    { project: projects[0].id },
  )
  const { id } = createRun.run
  await say(page, id, 1, 'the data set is there')
  await page.goto(`/runs/${id}?tab=log`)
  const log = page.getByRole('list', { name: 'Log' })
  await expect(log).toContainText('the data set is there')
  await say(page, id, 2, 'a batch was skipped', 'warn')
  await expect(log.getByRole('listitem')).toHaveCount(2)
  await passesAxe(page, 'log')
  await page.getByRole('checkbox', { name: 'Only warnings and errors' }).click()
  await expect(log.getByRole('listitem')).toHaveCount(1)
  await page.getByRole('textbox', { name: 'Find in the log' }).fill('nothing like it')
  await expect(page.getByText('No line matches.')).toBeVisible()

  await page.getByRole('tab', { name: 'Notes' }).click()
  await page.getByRole('button', { name: 'Write notes' }).click()
  const field = page.getByRole('textbox', { name: 'Notes in Markdown' })
  await field.fill(
    '# Found\n\n| rate | best |\n| --- | --- |\n| 0.1 | 0.93 |\n\n<script>window.harmed = true</script> [run](javascript:window.harmed=true) ![x](https://elsewhere.example/x.png)',
  )
  // A draft outlives a reload.
  await page.reload()
  await expect(field).toHaveValue(/^# Found/)
  await passesAxe(page, 'notes, being written')
  await field.press('Control+Enter')
  const notes = page.getByRole('region', { name: 'Notes' })
  await expect(notes.getByRole('heading', { name: 'Found' })).toBeVisible()
  await expect(notes.getByRole('cell', { name: '0.93' })).toBeVisible()
  expect(await notes.locator('script, img, a[href^="javascript"]').count()).toBe(0)
  await passesAxe(page, 'notes')
  await page.reload()
  await expect(notes.getByRole('heading', { name: 'Found' })).toBeVisible()
  expect(await page.evaluate(() => 'harmed' in window)).toBe(false)
})
