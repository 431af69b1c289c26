import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureAddon } from './addon.mjs'
import { ensureChromium } from './chromium.mjs'
import { ensureDataset } from './dataset.mjs'
import { ensureGql } from './gql.mjs'
import { ensureLibtensorflow } from './libtensorflow.mjs'
import { takeLock } from './lock.mjs'
import { ensureNode } from './node.mjs'
import { ensurePackages } from './packages.mjs'
import { setupLog, toolchain } from './paths.mjs'
import { withNode } from './settings.mjs'
import { ensureBuilt } from './site.mjs'

/**
 * Everything that a machine needs before a command can run: each step looks whether its work is done, and does it
 * under another name first, so that an interrupted call is continued by the next.
 * @param {import('./progress.mjs').Progress} progress
 * @param {import('./settings.mjs').Settings} settings
 * @param {{ built?: ('generate' | 'build')[], chromium?: boolean, native?: boolean, gql?: boolean }} wanted
 *   `native: false`: without TensorFlow and the data set
 */
export async function prepare(
  progress,
  settings,
  { built = [], chromium = false, native = true, gql = false },
) {
  const release = await takeTurn(progress)
  try {
    rmSync(setupLog, { force: true })
    const node = await progress.step('Node 24', ensureNode)
    await progress.step('npm packages', (say) => ensurePackages(node, say))
    if (native) {
      const library = await progress.step('TensorFlow library', (say) => ensureLibtensorflow(settings, say))
      await progress.step('TensorFlow addon for Node', (say) => ensureAddon(node, library, say))
      await progress.step('Fashion-MNIST', (say) => ensureDataset(node, settings.dataFolder, say))
    }
    if (built.length > 0)
      await progress.step(built.includes('build') ? 'Site' : 'Generated code', (say) =>
        ensureBuilt(built, withNode(node), say),
      )
    const browser = chromium
      ? await progress.step('Chromium', (say) => ensureChromium(settings.chromium, say))
      : undefined
    const pythonPath = gql ? await progress.step('Python client of GraphQL', ensureGql) : undefined
    return { node, browser, pythonPath }
  } finally {
    release()
  }
}

/** One set-up of a clone at a time: a second one waits for the first. @param {import('./progress.mjs').Progress} progress */
async function takeTurn(progress) {
  const path = join(toolchain, 'setup.lock')
  const first = takeLock(path)
  if (first.holder === null) return first.release
  const { pid } = first.holder
  return await progress.step(`Another set-up of this folder (process ${pid})`, async (say) => {
    say('waiting for it to end')
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 200))
      const lock = takeLock(path)
      if (lock.holder === null) return { outcome: 'ended', value: lock.release }
    }
  })
}
