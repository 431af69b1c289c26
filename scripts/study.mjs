import { join } from 'node:path'
import { commandLine } from './setup/command-line.mjs'
import { handOver } from './setup/hand-over.mjs'
import { root } from './setup/paths.mjs'
import { prepare } from './setup/prepare.mjs'
import { readSettings } from './setup/settings.mjs'

// `npm run study -- [options]`: the study in the terminal. Needs neither site nor database.
await commandLine(async (progress, setSignalHandler) => {
  const settings = readSettings()
  const { node } = await prepare(progress, settings, {})
  const program = join(root, 'packages/ml-core/src/cli/study.ts')
  return await handOver(node, [program, ...process.argv.slice(2)], settings, setSignalHandler)
})
