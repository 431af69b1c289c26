import { setTimeout as wait } from 'node:timers/promises'
import { KeepAliveClient } from '../api/keep-alive-client.ts'
import type { ProductInBrowser } from './browser.ts'
import { logEpoch, loggedRun, logSteps } from './runs.ts'

const RUNS = 20
const SECONDS = 20
/** How often each run tells of steps; every other time it ends an epoch. */
const EVERY_MS = 500

/**
 * Has a person look at the runs page, and move over its table, while twenty runs train: each tells of steps twice a
 * second and of an epoch every second.
 * @returns frames a second, and the longest pause between two frames in milliseconds
 */
export async function liveFrames(
  { address, browser }: ProductInBrowser,
  client: KeepAliveClient,
): Promise<{ frames: number; longest: number }> {
  const runs: string[] = []
  for (let at = 0; at < RUNS; at += 1) runs.push(await loggedRun(client))
  for (const run of runs) await logEpoch(client, run, 1)
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const over = new AbortController()
  try {
    await page.goto(`${address}/?project=fashion-mnist-study`, { waitUntil: 'networkidle' })
    await page.waitForSelector('a[data-row]')
    await page.mouse.move(700, 400)
    const trained = Promise.all(runs.map((run, at) => train(address, run, at, over.signal)))
    await wait(2_000)
    const counted = page.evaluate(countFrames, SECONDS * 1000)
    for (let at = 0; at < SECONDS * 2; at += 1) {
      await page.mouse.move(700 + (at % 5), 250 + 10 * (at % 40))
      await wait(450)
    }
    const found = await counted
    over.abort()
    await trained
    return found
  } finally {
    over.abort()
    await page.close()
  }
}

/** One of the runs, until it is told that all is over; each begins at its own moment. */
async function train(address: string, run: string, place: number, over: AbortSignal): Promise<void> {
  const client = new KeepAliveClient(address)
  await wait((EVERY_MS * place) / RUNS)
  for (let round = 1; !over.aborted; round += 1) {
    const next = wait(EVERY_MS)
    await logSteps(client, run, 10 * round, 10)
    if (round % 2 === 0) await logEpoch(client, run, 1 + round / 2)
    await next
  }
  client.close()
}

/** Runs in the page: how many frames a second it shows for so many milliseconds, and the longest pause between two. */
function countFrames(milliseconds: number): Promise<{ frames: number; longest: number }> {
  return new Promise((resolve) => {
    const since = performance.now()
    let [shown, last, longest] = [0, since, 0]
    const next = () => {
      const now = performance.now()
      shown += 1
      longest = Math.max(longest, now - last)
      last = now
      if (now - since < milliseconds) requestAnimationFrame(next)
      else resolve({ frames: (1000 * shown) / (now - since), longest })
    }
    requestAnimationFrame(next)
  })
}
