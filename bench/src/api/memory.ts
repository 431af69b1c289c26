import { readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { measureHistories } from './histories.ts'
import { measureIngest } from './ingest.ts'
import { atMost, type Row } from './row.ts'
import type { BenchServer } from './server.ts'

/** What the API's process keeps in memory: before anybody asks, and after all of the writing and reading of histories. */
export async function measureMemory(server: BenchServer): Promise<Row[]> {
  // What starting up left behind is given back within some seconds.
  await wait(5_000)
  const idle = await residentMegabytes(server.processId)
  await measureIngest(server)
  await measureHistories(server)
  const loaded = await residentMegabytes(server.processId)
  return [
    atMost('memory of the API process, idle', idle, 'MB', 150),
    atMost('memory of the API process, after the load', loaded, 'MB', 400),
  ]
}

/** What a process keeps in memory now, in megabytes. */
export async function residentMegabytes(processId: number): Promise<number> {
  const status = await readFile(`/proc/${processId}/status`, 'utf8')
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  if (kilobytes === undefined) throw new Error(`process ${processId} does not tell its memory`)
  return Number(kilobytes) / 1000
}
