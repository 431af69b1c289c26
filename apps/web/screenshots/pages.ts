import type { Page } from '@playwright/test'
import type { Content } from './content.ts'

/** One picture: where it is taken, and what is done and waited for before. */
export type Picture = {
  readonly name: string
  readonly path: (content: Content) => string
  readonly prepare?: (page: Page) => Promise<unknown>
  /** The whole length of the page instead of a window of it. */
  readonly long?: true
}

const runs = ({ done, others }: Content) => [done, ...others].join(',')

/** Every page of the site, and what opens on it. */
export const pictures: readonly Picture[] = [
  { name: 'runs', path: () => '/' },
  {
    name: 'runs-chosen',
    path: ({ done, others }) => `/?runs=${[done, others[0]].join(',')}`,
  },
  { name: 'runs-grouped', path: () => '/?group=lr&q=tag%3Asweep' },
  { name: 'runs-nothing-found', path: () => '/?q=name%3Anothing' },
  { name: 'runs-search-error', path: () => '/?q=accuracy%3E' },
  { name: 'first-run', path: ({ fresh }) => `/?project=${fresh}`, long: true },
  { name: 'launch', path: () => '/runs/new', long: true },
  { name: 'launch-again', path: ({ done }) => `/runs/new?from=${done}`, long: true },
  { name: 'run', path: ({ done }) => `/runs/${done}`, long: true },
  { name: 'run-live', path: ({ live }) => `/runs/${live}` },
  { name: 'run-failed', path: ({ failed }) => `/runs/${failed}` },
  { name: 'run-layers', path: ({ done }) => `/runs/${done}?tab=layers` },
  {
    name: 'run-layer',
    path: ({ done }) => `/runs/${done}?tab=layers&layers=diagram&layer=dense`,
    long: true,
  },
  {
    name: 'run-errors',
    path: ({ done }) => `/runs/${done}?tab=errors&cell=6-0`,
  },
  { name: 'run-config', path: ({ done }) => `/runs/${done}?tab=config`, long: true },
  { name: 'run-log', path: ({ done }) => `/runs/${done}?tab=log` },
  { name: 'run-system', path: ({ live }) => `/runs/${live}?tab=system` },
  { name: 'run-notes', path: ({ done }) => `/runs/${done}?tab=notes` },
  { name: 'run-artefacts', path: ({ done }) => `/runs/${done}?tab=artefacts` },
  { name: 'compare', path: (content) => `/compare?runs=${runs(content)}`, long: true },
  { name: 'compare-nothing', path: () => '/compare' },
  { name: 'data-sets', path: () => '/datasets' },
  { name: 'workers', path: () => '/workers' },
  { name: 'members', path: () => '/members' },
  { name: 'keys', path: () => '/keys' },
  {
    name: 'key-new',
    path: () => '/keys',
    prepare: (page) =>
      page
        .getByRole('button', { name: /Create/ })
        .first()
        .click(),
  },
  { name: 'settings', path: () => '/settings' },
  { name: 'guide', path: () => '/guide', long: true },
  { name: 'links', path: () => '/links' },
  { name: 'shared-run', path: ({ sharedRun }) => sharedRun, long: true },
  { name: 'shared-comparison', path: ({ sharedComparison }) => sharedComparison, long: true },
  { name: 'explorer', path: () => '/explorer' },
  { name: 'not-found', path: () => '/nothing/here' },
  {
    name: 'commands',
    path: () => '/',
    prepare: async (page) => {
      await page.keyboard.press('Control+k')
      await page.getByRole('textbox', { name: 'Command' }).waitFor()
    },
  },
  {
    name: 'shortcuts',
    path: () => '/',
    prepare: async (page) => {
      await page.keyboard.press('Shift+?')
      await page.getByRole('dialog').waitFor()
    },
  },
  // The last one: nobody is signed in any more.
  {
    name: 'sign-in',
    path: () => '/',
    prepare: async (page) => {
      await page.context().clearCookies()
      await page.goto('/')
      await page.getByRole('button', { name: 'Sign in' }).waitFor()
    },
  },
]

/** How they are taken: every page in each of these. */
export const looks = {
  light: { colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  dark: { colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 } },
} as const
export type Look = keyof typeof looks

/** Takes a picture once fonts and images are there and nothing moves any more. */
export async function take(page: Page, picture: Picture, content: Content, file: string): Promise<void> {
  const window = page.viewportSize()
  await page.goto(picture.path(content))
  await page.locator('main').waitFor()
  await settled(page)
  await picture.prepare?.(page)
  await settled(page)
  if (picture.long && window) {
    // A higher window, not a stitched picture: what sticks to its edges stays there.
    const height = await page.evaluate(() => document.documentElement.scrollHeight)
    await page.setViewportSize({ ...window, height: Math.max(window.height, height) })
    await settled(page)
  }
  await page.screenshot({ path: file, animations: 'disabled', timeout: PATIENCE_MS })
  if (window) await page.setViewportSize(window)
}

/** Skeletons have gone, nothing new comes any more, and lazy images are loaded as if somebody had scrolled past them. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null, null, {
    timeout: PATIENCE_MS,
  })
  await page.evaluate(
    async ({ quiet, patience }) => {
      const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
      const until = performance.now() + patience
      // A page with a training on it never rests for long: it is pictured as far as it is by then.
      for (let before = -1; before !== document.all.length && performance.now() < until; ) {
        before = document.all.length
        await pause(quiet)
      }
      for (const image of document.images) image.loading = 'eager'
      await document.fonts.ready
      const loaded = Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)))
      await Promise.race([loaded, pause(patience)])
    },
    { quiet: QUIET_MS, patience: PATIENCE_MS },
  )
}

/** So long is waited for each of these at most. */
const PATIENCE_MS = 20_000
/** Charts draw themselves a frame or two after their figures are there. */
const QUIET_MS = 400

/** The few that the README shows, by look and name, and what they are called there. */
export const chosen: { readonly [picture: string]: string | undefined } = {
  'light/run': 'run.png',
  'dark/runs': 'runs-dark.png',
  'light/compare': 'compare.png',
  'light/launch': 'launch.png',
  'light/first-run': 'first-run.png',
}
