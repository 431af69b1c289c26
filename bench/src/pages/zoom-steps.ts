import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import type { ProductInBrowser } from './browser.ts'

const TRACE = '.step-trace path'
/** Zooms that are measured: closer to a hundredth of the epochs that single steps are shown for, and out again. */
const KEYS = ['=', '=', '=', '=', '-', '-', '-', '-']
const ROUNDS = 4
/** So that each zoom stands for itself and not for a series of them. */
const PAUSE_MS = 400

/**
 * Zooms with the keyboard in a run's curves, where single steps are shown, and back.
 * @returns for each zoom the milliseconds from the key to the end of the frame that shows other curves (`curves`), and
 * to the one from which on their steps stay as they are (`steps`)
 */
export async function zoomSteps(
  { address, browser }: ProductInBrowser,
  runId: string,
): Promise<{ curves: number[]; steps: number[] }> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const times = { curves: [] as number[], steps: [] as number[] }
  try {
    await page.goto(`${address}/runs/${runId}?zoom=40-44`, { waitUntil: 'networkidle' })
    await page.waitForSelector(TRACE)
    for (let round = 0; round < ROUNDS; round += 1)
      for (const key of KEYS) {
        const { curves, steps } = await zoomed(page, key)
        times.curves.push(curves)
        times.steps.push(steps)
        await wait(PAUSE_MS)
      }
    return times
  } finally {
    await page.close()
  }
}

async function zoomed(page: Page, key: string): Promise<{ curves: number; steps: number }> {
  await page.evaluate(watchTrace, { selector: TRACE, lasts: 1.5 * PAUSE_MS })
  await page.keyboard.press(key)
  await wait(PAUSE_MS)
  return await page.evaluate(() => {
    const [pressed = 0, ...drawn] = (document.documentElement.dataset.drawn ?? '').split(' ').map(Number)
    return { curves: (drawn[0] ?? Number.NaN) - pressed, steps: (drawn.at(-1) ?? Number.NaN) - pressed }
  })
}

/** Runs in the page: notes when a key was pressed, and the end of each frame with another trace, until the next zoom. */
function watchTrace({ selector, lasts }: { readonly selector: string; readonly lasts: number }): void {
  const root = document.documentElement
  const drawing = () => [...document.querySelectorAll(selector)].map((path) => path.getAttribute('d')).join()
  let before = drawing()
  let over = false
  const note = (time: number) => {
    root.dataset.drawn = `${root.dataset.drawn ?? ''} ${time}`.trim()
  }
  delete root.dataset.drawn
  addEventListener('keydown', (event) => note(event.timeStamp), { once: true, capture: true })
  setTimeout(() => {
    over = true
  }, lasts)
  const look = () => {
    const now = drawing()
    if (now !== before) {
      before = now
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => note(performance.now())
      port2.postMessage(null)
    }
    if (!over) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}
