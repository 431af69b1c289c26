import { readdirSync, readFileSync } from 'node:fs'

/** Whether a process lives: one that has ended and is not waited for yet does not. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

export type OwnProcess = { readonly pid: number; readonly parent: number; readonly command: string }

/** The living processes that work with a data folder, but for this one. */
export function processesOn(dataFolder: string): OwnProcess[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name)
    if (!(pid > 0) || pid === process.pid || !isAlive(pid)) return []
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      const works = readFileSync(`/proc/${name}/environ`, 'utf8').includes(`ATELIER_DATA=${dataFolder}\0`)
      const parent = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1])
      return works || command.includes(dataFolder) ? [{ pid, parent, command }] : []
    } catch {
      return []
    }
  })
}
