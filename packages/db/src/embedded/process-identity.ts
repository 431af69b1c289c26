import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A process that cannot be confused with a later one of the same number. */
export type ProcessIdentity = { readonly pid: number; readonly startedAt: string }

/** The process with that number, or null when there is none. `startedAt` counts clock ticks since the boot. */
export function identify(pid: number): ProcessIdentity | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name, in brackets, may itself hold spaces and brackets: fields are counted after the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state, startedAt] = [fields[0], fields[19]]
    return state === 'Z' || startedAt === undefined ? null : { pid, startedAt }
  } catch {
    return null
  }
}

export const isAlive = (process: ProcessIdentity): boolean =>
  identify(process.pid)?.startedAt === process.startedAt

/** The living processes whose working folder is that one; those of other accounts cannot be seen. */
export function processesIn(folder: string): number[] {
  const numbers = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
  return numbers.filter((pid) => workingFolder(pid) === folder && identify(pid) !== null)
}

function workingFolder(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return null
  }
}
