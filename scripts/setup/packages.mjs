import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm } from './npm.mjs'
import { root } from './paths.mjs'
import { SetupError } from './progress.mjs'

/**
 * Brings node_modules to what package-lock.json says. npm writes down there what it has installed, as the last thing,
 * so an interrupted installation is seen as one.
 * @param {import('./progress.mjs').Say} say
 */
export async function ensurePackages(say) {
  const wanted = packagesOf(join(root, 'package-lock.json'))
  if (!wanted)
    throw new SetupError('package-lock.json is missing or broken.', { advice: 'get it back from git.' })
  if (isInstalled(wanted)) return { outcome: 'as in package-lock.json', value: undefined }
  say(`installing ${Object.keys(wanted).length} packages`)
  await npm(['ci'])
  if (!isInstalled(wanted))
    throw new SetupError('npm ci ended well, but node_modules is not what package-lock.json says.', {
      advice: 'delete node_modules and run the command again.',
    })
  return { outcome: 'installed', value: undefined }
}

/** @typedef {Record<string, { version?: string, integrity?: string, link?: boolean, optional?: boolean, dev?: boolean }>} Packages */

/** @param {Packages} wanted */
function isInstalled(wanted) {
  const found = packagesOf(join(root, 'node_modules', '.package-lock.json'))
  if (!found) return false
  return Object.entries(wanted).every(([path, { version, integrity, link, optional }]) => {
    if (!path.includes('node_modules/')) return true
    // Builds for other systems are optional, and rightly absent.
    const installed = found[path]
    if (!installed) return optional === true
    return (
      (link || (installed.version === version && installed.integrity === integrity)) &&
      existsSync(join(root, path))
    )
  })
}

/** @param {string} lockfile @returns {Packages | null} */
function packagesOf(lockfile) {
  try {
    return JSON.parse(readFileSync(lockfile, 'utf8')).packages
  } catch {
    return null
  }
}
