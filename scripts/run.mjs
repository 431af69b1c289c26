import { resolve } from 'node:path'
import { commandLine } from './setup/command-line.mjs'
import { handOver } from './setup/hand-over.mjs'
import { prepare } from './setup/prepare.mjs'
import { readSettings } from './setup/settings.mjs'

// `node scripts/run.mjs [--site] FILE.ts [arguments]`: runs a TypeScript program on Node 24, with TensorFlow and the
// data set there; after --site also with the site built and a Chromium, named by CHROMIUM_PATH.
const site = process.argv[2] === '--site'
const [file, ...args] = process.argv.slice(site ? 3 : 2)

await commandLine(async (progress, setSignalHandler) => {
  if (file === undefined) {
    progress.line('Say which program: node scripts/run.mjs [--site] FILE.ts [arguments]')
    return 2
  }
  const settings = readSettings()
  const { node, browser } = await prepare(
    progress,
    settings,
    site ? { built: ['generate', 'build'], chromium: true } : {},
  )
  if (browser) process.env.CHROMIUM_PATH = browser
  return await handOver(node, [resolve(settings.calledFrom, file), ...args], settings, setSignalHandler)
})
