import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const LONGEST_TRANSITION_MILLISECONDS = 2_000

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']
/** The rules that a theme can break; the others find the same in every one. */
const RULES_OF_COLOUR = ['color-contrast', 'link-in-text-block']

/** Runs axe on the page as it is, in both themes; `except` is what is not ours to change. */
export async function passesAxe(page: Page, name: string, except: readonly string[] = []) {
  const themed = page.locator('html[data-mantine-color-scheme]')
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    // The pages in front of the door follow the browser by themselves.
    if ((await themed.count()) > 0)
      await expect(themed).toHaveAttribute('data-mantine-color-scheme', colorScheme)
    // Colours on their way from one theme to the other are neither's.
    await page.evaluate(
      (most) =>
        Promise.race([
          Promise.allSettled(
            document
              .getAnimations()
              .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime))
              .map(({ finished }) => finished),
          ),
          // One that was paused, or taken out of the page, never finishes.
          new Promise((resolve) => setTimeout(resolve, most)),
        ]),
      LONGEST_TRANSITION_MILLISECONDS,
    )
    expect(page.frames(), `${name}: frames are not looked into`).toHaveLength(1)
    // Not in legacy mode, it opens a blank page at each look to bring frames together.
    const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
    if (colorScheme === 'light') axe.withTags(TAGS)
    else axe.withRules(RULES_OF_COLOUR)
    // One call each: a list would be a path through frames.
    for (const selector of except) axe.exclude(selector)
    const { violations } = await axe.analyze()
    const found = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
    )
    expect(found, `${name}, ${colorScheme}`).toEqual([])
  }
}
