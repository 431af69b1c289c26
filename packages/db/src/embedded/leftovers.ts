import { readFileSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { ClusterFolder } from './folder.ts'
import { processesIn } from './process-identity.ts'

/** First line: process; eighth: what the server is doing. */
export type ServerFile = { readonly pid: number; readonly status: string }

const serverFile = (folder: ClusterFolder): string => join(folder.data, 'postmaster.pid')

export function readServerFile(folder: ClusterFolder): ServerFile | null {
  try {
    const lines = readFileSync(serverFile(folder), 'utf8').split('\n')
    const pid = Math.abs(Number(lines[0]))
    return Number.isInteger(pid) && pid > 0 ? { pid, status: lines[7]?.trim() ?? '' } : null
  } catch {
    return null
  }
}

const PATIENCE_MS = 20_000

/**
 * Clears what a killed owner left: a server that runs on without one is stopped, backends that outlive their killed
 * server are awaited, and then a postmaster.pid, whose number may belong to another program by now, is removed.
 * Call it as the owner only.
 */
export async function clearLeftovers(folder: ClusterFolder): Promise<void> {
  // PostgreSQL's processes all work in the data folder, and nothing else does.
  const data = realpathSync(folder.data)
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    const server = readServerFile(folder)?.pid
    let left = processesIn(data)
    for (const pid of left) if (pid === server || signal !== 'SIGINT') kill(pid, signal)
    for (const end = Date.now() + PATIENCE_MS; left.length > 0 && Date.now() < end; left = processesIn(data))
      await delay(50)
    if (left.length === 0) {
      rmSync(serverFile(folder), { force: true })
      return
    }
  }
  throw new Error(
    `Processes of a former PostgreSQL still work in ${folder.data}: ${processesIn(data).join(', ')}.`,
  )
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
