import { commandLine } from './setup/command-line.mjs'
import { prepare } from './setup/prepare.mjs'
import { readSettings } from './setup/settings.mjs'

// `npm run setup`: everything that the other commands would set up on their first run.
await commandLine(async (progress) => {
  await prepare(progress, readSettings(), { built: ['generate', 'build'] })
  return 0
})
