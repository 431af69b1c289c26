import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts'

const holder = z.object({ pid: z.int(), startedAt: z.string() })

/**
 * Makes this process the only one that runs the cluster; a lock whose holder died is taken over.
 * Returns the release.
 * @throws Error naming the process that holds it.
 */
export function takeOwnership(path: string, what: string): () => void {
  const me = identify(process.pid)
  if (!me) throw new Error('This process cannot read /proc, which the embedded PostgreSQL needs.')
  const offer = `${path}.${process.pid}`
  writeFileSync(offer, JSON.stringify(me))
  try {
    while (!tryLink(offer, path)) {
      const other = readHolder(path)
      if (other && isAlive(other)) throw new Error(`${what} is already run by process ${other.pid}.`)
      rmSync(path, { force: true })
    }
  } finally {
    rmSync(offer, { force: true })
  }
  return () => {
    if (readHolder(path)?.startedAt === me.startedAt) rmSync(path, { force: true })
  }
}

/** A link appears at once with its whole content, or not at all. */
function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** The living process that holds the lock; null when nobody does. */
export function holderOf(path: string): number | null {
  const held = readHolder(path)
  return held && isAlive(held) ? held.pid : null
}

function readHolder(path: string): ProcessIdentity | null {
  try {
    return holder.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return null
  }
}
