import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { childEnvironment } from './setup/command.mjs'
import { commandLine } from './setup/command-line.mjs'
import { runInForeground } from './setup/hand-over.mjs'
import { ensureNode } from './setup/node.mjs'
import { root } from './setup/paths.mjs'
import { prepare } from './setup/prepare.mjs'
import { readSettings, withNode } from './setup/settings.mjs'

const program = join(root, 'packages/db/src/access/cli.ts')
const needed = ['node_modules/.package-lock.json', 'packages/db/src/generated']

// `npm run keys -- create --name ci --scope write`, `list`, `revoke ci`: API keys of this machine's installation.
await commandLine(async (progress, setSignalHandler) => {
  const settings = readSettings()
  const isReady = needed.every((path) => existsSync(join(root, path)))
  const { node } = isReady
    ? { node: (await ensureNode(() => {})).value }
    : await prepare(progress, settings, { native: false, built: ['generate'] })
  return await runInForeground(node.program, [program, ...process.argv.slice(2)], {
    cwd: settings.calledFrom,
    env: childEnvironment({
      ...withNode(node),
      ATELIER_DATA: settings.dataFolder,
      ...(settings.databaseUrl && { DATABASE_URL: settings.databaseUrl }),
    }),
    setSignalHandler,
  })
})
