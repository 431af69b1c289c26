import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** @typedef {{ pid: number, startedAt: string, address?: string }} Holder */

/**
 * A lock that a dead process cannot keep: a file with the process's number and start time.
 * Returns the living holder when somebody else has it, else the lock.
 * @param {string} path
 * @returns {{ holder: Holder } | { holder: null, tell: (address: string) => void, release: () => void }}
 */
export function takeLock(path) {
  mkdirSync(dirname(path), { recursive: true })
  const me = { pid: process.pid, startedAt: startOf(process.pid) }
  const offer = `${path}.${process.pid}`
  const write = (/** @type {Holder} */ content) => writeFileSync(offer, JSON.stringify(content))
  write(me)
  try {
    while (!linked(offer, path)) {
      const holder = readHolder(path)
      if (holder && startOf(holder.pid) === holder.startedAt) return { holder }
      rmSync(path, { force: true })
    }
  } finally {
    rmSync(offer, { force: true })
  }
  return {
    holder: null,
    tell(address) {
      write({ ...me, address })
      renameSync(offer, path)
    },
    release() {
      if (readHolder(path)?.startedAt === me.startedAt) rmSync(path, { force: true })
    },
  }
}

/** A link appears at once with its whole content, or not at all. @param {string} from @param {string} to */
function linked(from, to) {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** @param {string} path @returns {Holder | null} */
export function readHolder(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/** When the process began, in ticks since the boot; empty when there is none, which no lock says. @param {number} pid */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? '' : (fields[19] ?? '')
  } catch {
    return ''
  }
}
