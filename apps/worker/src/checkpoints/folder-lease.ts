import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const NAME = 'lease'

/**
 * Says in a folder of checkpoints under which lease they are written from now on. A process of an older one that was
 * only asleep finds it there before it writes, or removes what the newer one has written.
 */
export function leaseFolder(folder: string, leaseNumber: bigint): void {
  // What a process left that died here, or found the disk full.
  for (const left of readdirSync(folder).filter((name) => name.startsWith(`${NAME}.`)))
    rmSync(path.join(folder, left), { force: true })
  const temporary = path.join(folder, `${NAME}.${process.pid}`)
  writeFileSync(temporary, String(leaseNumber))
  renameSync(temporary, path.join(folder, NAME))
}

/**
 * The same before the training's process does it: what earlier attempts left in the folder is this one's to look after,
 * also where it ends before it begins. Not over a newer lease; a full disk is told by the process that comes.
 */
export function takeOverFolder(folder: string, leaseNumber: bigint): void {
  try {
    mkdirSync(folder, { recursive: true })
    if (!isSuperseded(folder, leaseNumber)) leaseFolder(folder, leaseNumber)
  } catch {}
}

/** Under which lease a folder was last written; undefined where none was noted. */
export function leaseOf(folder: string): bigint | undefined {
  try {
    return BigInt(readFileSync(path.join(folder, NAME), 'utf8'))
  } catch {
    return undefined
  }
}

/** Whether a newer lease holds the folder. */
export const isSuperseded = (folder: string, leaseNumber: bigint): boolean =>
  (leaseOf(folder) ?? leaseNumber) > leaseNumber
