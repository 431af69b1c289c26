import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { chosenFolder, contentFile, picturesFolder } from './folders.ts'
import { chosen, pictures, take } from './pages.ts'

test('pictures of every page', async ({ page }, { project }) => {
  const content = JSON.parse(readFileSync(contentFile, 'utf8'))
  mkdirSync(join(picturesFolder, project.name), { recursive: true })
  mkdirSync(chosenFolder, { recursive: true })
  for (const picture of pictures)
    await test.step(picture.name, async () => {
      const file = join(picturesFolder, project.name, `${picture.name}.png`)
      // A browser that is short of processors may once not come to drawing.
      await take(page, picture, content, file).catch(() => take(page, picture, content, file))
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect.soft(wider, `pixels of ${picture.name} beyond the window's edge`).toBeLessThanOrEqual(0)
      const copy = chosen[`${project.name}/${picture.name}`]
      const { long: _, ...window } = picture
      if (copy !== undefined) await take(page, window, content, join(chosenFolder, copy))
    })
})
