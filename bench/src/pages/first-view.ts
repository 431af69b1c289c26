import type { ProductInBrowser } from './browser.ts'

/**
 * Opens a page in a browser context without a cache.
 * @param drawn selector of what the person came for
 * @returns milliseconds from the navigation to the frame that shows it, and the bytes of the scripts, compressed, that
 * had come by then or were on their way
 */
export async function firstView(
  { address, browser }: ProductInBrowser,
  path: string,
  drawn: string,
): Promise<{ milliseconds: number; scriptBytes: number }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    const page = await context.newPage()
    await page.addInitScript(markFirstView, drawn)
    await page.goto(`${address}${path}`, { waitUntil: 'commit' })
    const seen = await page.waitForFunction(() => performance.getEntriesByName('first view')[0]?.startTime)
    await page.waitForLoadState('networkidle')
    const scriptBytes = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter((entry) => entry instanceof PerformanceResourceTiming)
        .filter(({ name }) => /\.js(\?|$)/.test(name))
        .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
    )
    return { milliseconds: Number(await seen.jsonValue()), scriptBytes }
  } finally {
    await context.close()
  }
}

/** Runs in the page: marks the end of the first frame in which the selector's element can be seen. */
function markFirstView(selector: string): void {
  const look = () => {
    const found = document.querySelector(selector)
    const box = found?.getBoundingClientRect()
    if (!box || box.width === 0) return requestAnimationFrame(look)
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => performance.mark('first view')
    port2.postMessage(null)
  }
  requestAnimationFrame(look)
}
