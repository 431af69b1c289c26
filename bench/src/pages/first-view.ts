import type { ProductInBrowser } from './browser.ts'

/**
 * Opens a page in a browser context without a cache.
 * @param drawn selector of what the person came for
 * @returns milliseconds from the navigation to the frame that shows it; the bytes of the scripts, compressed, that had been
 * asked for when the page was loaded, and of all that came before the network was idle
 */
export async function firstView(
  { address, browser }: ProductInBrowser,
  path: string,
  drawn: string,
): Promise<{ milliseconds: number; firstLoadBytes: number; scriptBytes: number }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    const page = await context.newPage()
    await page.addInitScript(markFirstView, drawn)
    await page.goto(`${address}${path}`, { waitUntil: 'commit' })
    const seen = await page.waitForFunction(() => performance.getEntriesByName('first view')[0]?.startTime)
    await page.waitForLoadState('networkidle')
    const scripts = await page.evaluate(scriptsOfPage)
    const bytes = (of: typeof scripts) => of.reduce((sum, script) => sum + script.bytes, 0)
    return {
      milliseconds: Number(await seen.jsonValue()),
      firstLoadBytes: bytes(scripts.filter((script) => script.firstLoad)),
      scriptBytes: bytes(scripts),
    }
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

/** Runs in the page. */
function scriptsOfPage(): { bytes: number; firstLoad: boolean }[] {
  const [navigation] = performance.getEntriesByType('navigation')
  if (!(navigation instanceof PerformanceNavigationTiming)) throw new Error('The page was not gone to.')
  return performance
    .getEntriesByType('resource')
    .filter((entry) => entry instanceof PerformanceResourceTiming)
    .filter(({ name }) => /\.js(\?|$)/.test(name))
    .map(({ startTime, encodedBodySize }) => ({
      bytes: encodedBodySize,
      firstLoad: startTime < navigation.loadEventStart,
    }))
}
