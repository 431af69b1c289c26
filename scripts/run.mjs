import { resolve } from 'node:path'
import { commandLine } from './setup/command-line.mjs'
import { handOver } from './setup/hand-over.mjs'
import { prepare } from './setup/prepare.mjs'
import { readSettings } from './setup/settings.mjs'

// `node scripts/run.mjs FILE.ts [arguments]`: runs a TypeScript program on Node 24, with TensorFlow and the data set there.
const [file, ...args] = process.argv.slice(2)

await commandLine(async (progress, setSignalHandler) => {
  if (file === undefined) {
    progress.line('Say which program: node scripts/run.mjs FILE.ts [arguments]')
    return 2
  }
  const settings = readSettings()
  const { node } = await prepare(progress, settings, {})
  return await handOver(node, [resolve(settings.calledFrom, file), ...args], settings, setSignalHandler)
})
