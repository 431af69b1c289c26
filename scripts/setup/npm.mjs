import { existsSync, realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { env } from 'node:process'
import { run } from './command.mjs'
import { SetupError } from './progress.mjs'

/**
 * Runs npm: the one that started this script, else the first on the PATH.
 * @param {string} node the Node to run it with
 * @param {string[]} args @param {{ cwd?: string, onLine?: (line: string) => void }} [options]
 */
export function npm(node, args, options) {
  // Said here, since `npm start --silent` would otherwise silence the errors of this npm too.
  return run(node, [findNpm(), ...args, '--loglevel=error', '--no-audit', '--no-fund'], options)
}

function findNpm() {
  const started = env.npm_execpath
  if (started?.endsWith('npm-cli.js') && existsSync(started)) return started
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    const found = join(folder, 'npm')
    if (existsSync(found)) return realpathSync(found)
  }
  throw new SetupError('npm was not found on the PATH.', {
    advice: "install npm (it comes with Node; Debian's package is 'npm').",
  })
}
