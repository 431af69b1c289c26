import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError } from './command.mjs'
import { npm } from './npm.mjs'
import { root } from './paths.mjs'
import { SetupError } from './progress.mjs'

const LOCKFILE = join(root, 'package-lock.json')
/** Where npm writes down what it has installed, as its last deed: an interrupted installation has none. */
const INSTALLED = join(root, 'node_modules', '.package-lock.json')
/** Written after `npm ci`: the hash of both, so that a change of either is seen. */
const STAMP = join(root, 'node_modules', '.atelier-packages')

/**
 * Brings node_modules to what package-lock.json says, by `npm ci`, unless it is there.
 * @param {import('./node.mjs').Node} node @param {import('./progress.mjs').Say} say
 */
export async function ensurePackages(node, say) {
  const wanted = packagesOf(LOCKFILE)
  if (!wanted)
    throw new SetupError('package-lock.json is missing or broken.', { advice: 'get it back from git.' })
  if (isComplete(wanted)) return { outcome: 'as in package-lock.json', value: undefined }
  say(`installing ${Object.keys(wanted).length} packages`)
  try {
    await npm(node.program, ['ci'])
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    // npm ci has stumbled over what an interrupted one left; from nothing, only a lasting reason fails.
    say('trying again from an empty node_modules')
    rmSync(join(root, 'node_modules'), { recursive: true, force: true, maxRetries: 3 })
    await npm(node.program, ['ci']).catch((again) => {
      throw new SetupError('The npm packages could not be installed.', {
        tried: [error.said, again.message],
        advice:
          'see that this machine reaches the npm registry (or a mirror, by npm config), and run the command again.',
      })
    })
  }
  writeFileSync(STAMP, hashOfBoth())
  return { outcome: 'installed', value: undefined }
}

/** @typedef {Record<string, { version?: string, integrity?: string, link?: boolean, optional?: boolean }>} Packages */

/** Also true after an `npm install` by hand that has led to the same. @param {Packages} wanted */
function isComplete(wanted) {
  const found = packagesOf(INSTALLED)
  if (!found || !Object.keys(found).every((path) => existsSync(join(root, path)))) return false
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hashOfBoth()) return true
  return Object.entries(wanted).every(([path, { version, integrity, link, optional }]) => {
    if (!path.includes('node_modules/')) return true
    // Builds for other systems are optional, and rightly absent.
    const installed = found[path]
    if (!installed) return optional === true
    return link || (installed.version === version && installed.integrity === integrity)
  })
}

function hashOfBoth() {
  const hash = createHash('sha256')
  for (const path of [LOCKFILE, INSTALLED]) hash.update(readFileSync(path))
  return hash.digest('hex')
}

/** @param {string} lockfile @returns {Packages | null} */
function packagesOf(lockfile) {
  try {
    return JSON.parse(readFileSync(lockfile, 'utf8')).packages
  } catch {
    return null
  }
}
