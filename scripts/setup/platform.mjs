import { readFileSync, statfsSync } from 'node:fs'
import { SetupError } from './progress.mjs'

const OLDEST_NODE = 20

/** Refuses at once, in one clear sentence, what cannot work later. */
export function checkPlatform() {
  const [major] = process.versions.node.split('.').map(Number)
  if (!major || major < OLDEST_NODE)
    throw new SetupError(`Atelier's scripts need Node ${OLDEST_NODE} or newer, this is ${process.version}.`, {
      advice: `install Node ${OLDEST_NODE} or newer with npm, and run the command again.`,
    })
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new SetupError(
      `Atelier sets itself up on 64-bit Linux on x64; this is ${process.platform} on ${process.arch}.`,
      {
        advice:
          'run it on a Linux x64 machine, virtual machine or container (on Windows: in WSL 2) with Debian 12, Ubuntu or alike.',
      },
    )
  if (usesMusl())
    throw new SetupError('This Linux uses musl; the builds of TensorFlow and PostgreSQL need glibc.', {
      advice: 'run it on Debian, Ubuntu or another distribution with glibc.',
    })
}

function usesMusl() {
  try {
    return readFileSync('/usr/bin/ldd', 'utf8').includes('musl')
  } catch {
    return false
  }
}

/** @param {string} folder an existing one @param {number} gigabytes @param {string} what */
export function checkSpace(folder, gigabytes, what) {
  const { bavail, bsize } = statfsSync(folder)
  const free = (bavail * bsize) / 1e9
  if (free < gigabytes)
    throw new SetupError(`${what} needs ${gigabytes} GB of free disk; ${folder} has ${free.toFixed(1)} GB.`, {
      advice: 'make room on that disk, and run the command again.',
    })
}
