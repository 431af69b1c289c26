import { type APIRequestContext, expect, test } from '@playwright/test'
import { ask } from './ask.ts'
import { passesAxe } from './passes-axe.ts'

type Prediction = { readonly predicted: number; readonly confidence: number }

/** A small training of an own project, and how it judged the first test images. */
async function trained(request: APIRequestContext) {
  const { createProject } = await ask(
    request,
    'mutation ($name: String!) { createProject(name: $name) { project { id slug } } }',
    { name: 'looking at images' },
  )
  const { id: projectId, slug } = createProject.project
  const input = { projectId, name: 'quick look', dataset: 'fashion-mnist', model: { preset: 'mlp' } }
  const { launchRun } = await ask(
    request,
    'mutation ($input: LaunchRunInput!) { launchRun(input: $input) { run { id } userErrors { message } } }',
    { input: { ...input, trainLimit: 640, epochs: 1 } },
  )
  expect(launchRun.userErrors).toEqual([])
  const { id } = launchRun.run
  const status = async () =>
    (await ask(request, 'query ($id: ID!) { run(id: $id) { status } }', { id })).run.status
  await expect.poll(status, { timeout: 120_000 }).toBe('COMPLETED')
  const judged = async (index: number): Promise<Prediction | undefined> => {
    const { examplePredictions } = await ask(
      request,
      `query ($projectId: ID!, $index: Int!) {
        examplePredictions(projectId: $projectId, dataset: "fashion-mnist", split: TEST, index: $index) {
          predicted confidence } }`,
      { projectId, index },
    )
    return examplePredictions[0]
  }
  return { slug, judged }
}

test('a data set is browsed by split and class, and an image shown with what runs took it for', async ({
  page,
  request,
}) => {
  const { slug, judged } = await trained(request)
  await page.goto(`/datasets?project=${slug}`)
  const section = page.getByRole('region', { name: 'Fashion-MNIST' })
  const byClass = section.getByRole('list', { name: 'Images by class' })
  await expect(byClass.getByRole('button', { name: /^Shirt/ })).toContainText('6,000')
  await expect(section.getByRole('status')).toHaveText('60,000 images')

  await section.getByText('Test', { exact: true }).click()
  await expect(page).toHaveURL(/split=TEST/)
  await expect(byClass.getByRole('button', { name: /^Shirt/ })).toContainText('1,000')
  await byClass.getByRole('button', { name: /^Shirt/ }).click()
  await expect(section.getByRole('status')).toHaveText('1,000 images of Shirt')
  // The fifth test image is the first that shows a shirt.
  const images = section.getByRole('button', { name: /, image \d+$/ })
  await expect(images.first()).toHaveAccessibleName('Shirt, image 4')
  await passesAxe(page, 'data sets')

  await images.first().click()
  const dialog = page.getByRole('dialog', { name: 'Shirt, test image 4' })
  const row = dialog.getByRole('row').filter({ hasText: 'quick look' })
  const labels = await byClass.getByRole('listitem').allInnerTexts()
  const prediction = await judged(4)
  if (!prediction) throw new Error('The run judged no test image.')
  await expect(row).toContainText(labels[prediction.predicted]?.split('\n')[0] ?? 'no label')
  await expect(row).toContainText(`${Math.round(prediction.confidence * 100)}`)
  await passesAxe(page, 'an image with its predictions')
  await expect(page).toHaveURL(/of=fashion-mnist&image=4/)

  await page.reload()
  await dialog.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('dialog', { name: 'Trouser, test image 5' }).waitFor()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)

  await section.getByRole('textbox', { name: 'Image number' }).fill('12000')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toContainText('The test images are numbered from 0 to 9,999')
  await page.keyboard.press('Escape')
  await section.getByRole('textbox', { name: 'Image number' }).fill('0')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Ankle boot, test image 0' }).getByRole('row').nth(1).waitFor()
  await page
    .getByRole('dialog')
    .getByRole('link', { name: /quick look/ })
    .click()
  await expect(page).toHaveURL(/\/runs\/[0-9a-f-]{36}/)
})
