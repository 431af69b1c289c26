import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { childEnvironment } from './command.mjs'
import { commandLine } from './command-line.mjs'
import { runInForeground } from './hand-over.mjs'
import { ensureNode } from './node.mjs'
import { root } from './paths.mjs'
import { prepare } from './prepare.mjs'
import { readSettings, withNode } from './settings.mjs'

const needed = ['node_modules/.package-lock.json', 'packages/db/src/generated']

/**
 * Runs a program on this machine's installation with the arguments of the command line, setting up first only what it
 * lacks.
 * @param {string} program below the repository's root
 */
export const administer = (program) =>
  commandLine(async (progress, setSignalHandler) => {
    const settings = readSettings()
    const isReady = needed.every((path) => existsSync(join(root, path)))
    const { node } = isReady
      ? { node: (await ensureNode(() => {})).value }
      : await prepare(progress, settings, { native: false, built: ['generate'] })
    return await runInForeground(node.program, [join(root, program), ...process.argv.slice(2)], {
      cwd: settings.calledFrom,
      env: childEnvironment({
        ...withNode(node),
        ATELIER_DATA: settings.dataFolder,
        ...(settings.databaseUrl && { DATABASE_URL: settings.databaseUrl }),
      }),
      setSignalHandler,
    })
  })
