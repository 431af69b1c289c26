import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './command.mjs'
import { findPython } from './libtensorflow.mjs'
import { toolchain } from './paths.mjs'
import { SetupError } from './progress.mjs'

const requirements = fileURLToPath(new URL('gql.txt', import.meta.url))

/**
 * Python's GraphQL client, for the test that runs what docs/scripts.md shows: into a folder of its own, for nothing else.
 * @param {import('./progress.mjs').Say} say
 * @returns {Promise<{ outcome: string, value: string }>} the folder, for PYTHONPATH
 */
export async function ensureGql(say) {
  const pinned = readFileSync(requirements, 'utf8')
  const version = /^gql==(\S+)/m.exec(pinned)?.[1] ?? ''
  const hash = createHash('sha256').update(pinned).digest('hex').slice(0, 8)
  const folder = join(toolchain, 'gql', `${version}-${hash}`)
  if (existsSync(folder)) return { outcome: version, value: folder }
  const unfinished = `${folder}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(dirname(folder), { recursive: true })
  say('downloading 5 MB')
  const quiet = ['--progress-bar=off', '--no-cache-dir', '--disable-pip-version-check', '--no-deps']
  try {
    const install = ['-m', 'pip', 'install', ...quiet, '--target', unfinished, '-r', requirements]
    await run(findPython(), install, { onLine: say })
  } catch (error) {
    const advice =
      'see that this machine reaches the Python package index (or a mirror, by PIP_INDEX_URL), and run the command again.'
    throw new SetupError("Python's gql could not be installed; a test needs it.", {
      tried: [String(error)],
      advice,
    })
  }
  renameSync(unfinished, folder)
  return { outcome: `${version} installed`, value: folder }
}
