import { expect, type Page, test } from '@playwright/test'
import { passesAxe } from './passes-axe.ts'
import { tabTo as reach } from './tab-to.ts'

async function tabTo(page: Page, role: 'button' | 'combobox' | 'textbox' | 'radio', name: string | RegExp) {
  await reach(page, page.getByRole(role, { name, ...(typeof name === 'string' ? { exact: true } : {}) }))
}

async function add(page: Page, type: string) {
  await tabTo(page, 'combobox', 'Add layer')
  await page.keyboard.type(type)
  await page.keyboard.press('Enter')
}

const layers = (page: Page) => page.getByRole('region', { name: 'Layers', exact: true }).getByRole('listitem')

test('by keyboard alone a small model is built, launched, and seen to train', async ({ page }) => {
  await page.goto('/runs/new')
  await tabTo(page, 'textbox', 'Training images')
  await page.keyboard.type('640')
  await tabTo(page, 'radio', /^Multilayer perceptron mlp /)
  for (let cards = 0; cards < 5; cards++) await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('radio', { name: /^Layers of your own/ })).toBeChecked()
  await expect(page.getByText('No layer yet.')).toBeVisible()

  await add(page, 'Dense')
  // The focus is on the first setting of the new layer.
  await page.keyboard.press('Control+A')
  await page.keyboard.type('0')
  await expect(layers(page).getByText('units must be at least 1')).toBeVisible()
  await page.keyboard.press('Control+A')
  await page.keyboard.type('24')
  await add(page, 'Conv')
  await expect(layers(page).nth(1)).toContainText('expects an image of height x width x channels')
  await page.keyboard.press('Shift+Tab')
  await expect(page.getByRole('button', { name: /^1 Conv2D/ })).toHaveCount(1)
  // From the first setting back over the row's own buttons to the row.
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  await expect(page.getByRole('button', { name: /^1 Conv2D/ })).toBeFocused()
  await page.keyboard.press('Alt+ArrowUp')
  await expect(page.getByRole('button', { name: /^0 Conv2D/ })).toBeFocused()
  await expect(layers(page).nth(0)).toContainText('26×26×32')
  await tabTo(page, 'button', 'Duplicate layer 0, Conv2D')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: /^1 Conv2D/ })).toBeFocused()
  await page.keyboard.press('Delete')
  await expect(layers(page)).toHaveCount(2)
  await add(page, 'Flat')
  await expect(page.getByRole('button', { name: /^2 Flatten/ })).toBeFocused()
  // By the handle: taken up, moved, put down.
  await page.keyboard.press('Shift+Tab')
  await expect(page.getByRole('button', { name: 'Move layer 2, Flatten', exact: true })).toBeFocused()
  await page.keyboard.press('Space')
  await expect(page.getByText('Now at place 3 of 3.')).toBeAttached()
  await page.keyboard.press('ArrowUp')
  await expect(page.getByText('Now at place 2 of 3.')).toBeAttached()
  await page.keyboard.press('Space')
  await expect(layers(page).nth(1)).toContainText('Flatten')
  await tabTo(page, 'button', 'Add output layer')
  await page.keyboard.press('Enter')
  await expect(layers(page).nth(3)).toContainText('softmax')
  await expect(page.getByRole('button', { name: 'Add output layer' })).toHaveCount(0)
  await passesAxe(page, 'layer editor')

  await page.keyboard.press('Control+Enter')
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}/)
  await expect(page.locator('main header')).toContainText('epoch')
})

test('a layer is moved by pointer, and what was changed is undone', async ({ page }) => {
  await page.goto('/runs/new')
  await page.getByRole('radio', { name: /^Convolutional network, fast/ }).check({ force: true })
  await page.getByRole('button', { name: 'Edit the layers of cnn-fast' }).click()
  await expect(page.getByLabel('Epochs', { exact: true })).toHaveValue('5')
  await expect(layers(page).nth(1)).toContainText('MaxPooling2D')
  await page.getByRole('button', { name: /^5 MaxPooling2D/ }).scrollIntoViewIfNeeded()
  const [from, to] = await Promise.all([
    page.getByRole('button', { name: 'Move layer 1, MaxPooling2D', exact: true }).boundingBox(),
    page.getByRole('button', { name: 'Move layer 3, Activation', exact: true }).boundingBox(),
  ])
  if (!from || !to) throw new Error('the handles have no place on the page')
  await page.mouse.move(from.x + 8, from.y + 16)
  await page.mouse.down()
  await page.mouse.move(to.x + 8, to.y + 18, { steps: 12 })
  await page.mouse.up()
  await expect(layers(page).nth(3)).toContainText('MaxPooling2D')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(layers(page).nth(1)).toContainText('MaxPooling2D')
})
