import { parseArgs } from 'node:util'
import { KeepAliveClient } from './api/keep-alive-client.ts'
import { atLeast, atMost, percentile, type Row } from './api/row.ts'
import { seedRuns } from './api/seed-runs.ts'
import { startProductInBrowser } from './pages/browser.ts'
import { epochsToPixels } from './pages/epochs-to-pixels.ts'
import { firstView } from './pages/first-view.ts'
import { liveFrames } from './pages/live-frames.ts'
import { loggedRun, longRun, veryLongRun } from './pages/runs.ts'
import { zoomSteps } from './pages/zoom-steps.ts'
import { median } from './setting.ts'

/** The speed of the pages beside its targets: one row a figure, in real Chromium on the production build over loopback. */
const RUNS = 100_000
const ROUNDS = 7
const EPOCHS = 40
/** Of the 60 that Chromium shows without a screen; the one less is for the two clocks. */
const FRAMES = 59
/** In kB. No target that was set: what the page had before its live part came after its first load, and some. */
const MOST_SCRIPTS = 300

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    /** Where the database is kept, so that what was seeded is there the next time. */
    folder: { type: 'string' },
    'seed-only': { type: 'boolean', default: false },
  },
})

const product = await startProductInBrowser(options.folder)
try {
  await seedRuns(product.databaseUrl, 'many-runs', RUNS)
  if (!options['seed-only']) {
    const results: Row[] = []
    for await (const row of figures()) {
      results.push(row)
      const { measure, value, unit, target, met } = row
      if (!options.json)
        process.stdout.write(`${met ? 'met   ' : 'missed'} ${measure}: ${value} ${unit} (target ${target})\n`)
    }
    if (options.json) process.stdout.write(`${JSON.stringify({ results }, null, 1)}\n`)
  }
} finally {
  await product.stop()
}

async function* figures(): AsyncGenerator<Row> {
  const list = await views('/?project=many-runs', 'a[data-row]')
  yield atMost('first view of the runs page, 100,000 runs, median', list.milliseconds, 'ms', 1_000)
  yield atMost('first-load JavaScript of the runs page, compressed', list.firstLoadBytes / 1000, 'kB', 200)
  yield atMost('with all that then comes by itself', list.scriptBytes / 1000, 'kB', MOST_SCRIPTS)
  const client = new KeepAliveClient(product.address)
  const run = await views(`/runs/${await longRun(client)}`, '[data-curve=validation]')
  yield atMost('first view of a run, 50 epochs and 47,000 step points, median', run.milliseconds, 'ms', 800)
  const pixels = await epochsToPixels(product, client, await loggedRun(client), EPOCHS)
  yield atMost('from the sending of an epoch to its pixel, p95', percentile(pixels, 0.95), 'ms', 100)
  const { frames, longest } = await liveFrames(product, client)
  yield atLeast('frames of the runs page while twenty runs train', frames, 'a second', FRAMES)
  yield atMost('the longest pause between two of them', longest, 'ms', 50)
  const zooms = await zoomSteps(product, await veryLongRun(client, product.databaseUrl))
  yield atMost('a zoom step in a history of 1,000,000 points, median', median(zooms.curves), 'ms', 100)
  yield atMost('a zoom step there with its single steps, median', median(zooms.steps), 'ms', 100)
  client.close()
}

/** Views of a page, each in a browser that has seen nothing; the first wakes the servers and does not count. */
async function views(path: string, drawn: string) {
  await firstView(product, path, drawn)
  const all: Awaited<ReturnType<typeof firstView>>[] = []
  for (let round = 0; round < ROUNDS; round += 1) all.push(await firstView(product, path, drawn))
  return {
    milliseconds: median(all.map((view) => view.milliseconds)),
    firstLoadBytes: median(all.map((view) => view.firstLoadBytes)),
    scriptBytes: median(all.map((view) => view.scriptBytes)),
  }
}
