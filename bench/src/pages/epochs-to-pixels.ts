import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import type { KeepAliveClient } from '../api/keep-alive-client.ts'
import type { ProductInBrowser } from './browser.ts'
import { logEpoch } from './runs.ts'

const CHART = '.recharts-line-curve'
const PAUSE_MS = 250

/**
 * Has a person watch a run while it records epochs, one after the other.
 * @returns for each epoch the milliseconds from its sending, which is before its commit, to the end of the frame in
 * which the curves have changed; those of the first three, with which the charts begin, are left out
 */
export async function epochsToPixels(
  { address, browser }: ProductInBrowser,
  client: KeepAliveClient,
  runId: string,
  epochs: number,
): Promise<number[]> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const times: number[] = []
  try {
    await logEpoch(client, runId, 1)
    await logEpoch(client, runId, 2)
    await page.goto(`${address}/runs/${runId}`, { waitUntil: 'networkidle' })
    await page.waitForSelector(CHART)
    for (let index = 3; index <= epochs + 3; index += 1) {
      await page.evaluate(watchCurves, CHART)
      const sent = Date.now()
      await logEpoch(client, runId, index)
      const drawn = await drawnAt(page)
      if (index > 3) times.push(drawn - sent)
      await wait(PAUSE_MS)
    }
    return times
  } finally {
    await page.close()
  }
}

/** Runs in the page: notes, in milliseconds since 1970, when curves that have changed are on the screen. */
function watchCurves(selector: string): void {
  const root = document.documentElement
  const drawing = () =>
    [...document.querySelectorAll(selector)].map((curve) => curve.getAttribute('d')).join()
  const before = drawing()
  root.removeAttribute('data-drawn')
  const look = () => {
    if (drawing() === before) return requestAnimationFrame(look)
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () =>
      root.setAttribute('data-drawn', String(performance.timeOrigin + performance.now()))
    port2.postMessage(null)
  }
  requestAnimationFrame(look)
}

async function drawnAt(page: Page): Promise<number> {
  const drawn = await page.waitForFunction(() => document.documentElement.dataset.drawn, undefined, {
    timeout: 10_000,
  })
  return Number(await drawn.jsonValue())
}
