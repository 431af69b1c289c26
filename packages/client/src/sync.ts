import { rmSync } from 'node:fs'
import { basename } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { hasCode } from './has-code.ts'
import { lockHolder, takeLock } from './lock.ts'
import type { SpoolRecord } from './records.ts'
import { onceEach, say } from './say.ts'
import { GoneError, Sender } from './sender.ts'
import { Server, UnreachableError } from './server.ts'
import { type Connection, spoolFolder } from './settings.ts'
import { appendLast, readRecords, readSent, runFolders } from './spool.ts'

export type SyncOptions = Connection & {
  /** Folder of the spool; else ATELIER_SPOOL, else ~/.local/state/atelier/spool. */
  readonly spool?: string | undefined
  readonly tell?: ((message: string) => void) | undefined
}

/** Runs that were sent to their end, that their living scripts still send, and that could not be sent. */
export type SyncReport = { readonly sent: number; readonly held: number; readonly failed: number }

const PAUSES = [250, 1_000]

/**
 * Sends every run of the spool that no living script sends: what was left after an outage, a crash, or a training
 * without a network. What arrived before is not stored again. A run whose script died before its `finish` ends as
 * FAILED, unless somebody else logs into it.
 */
export async function sync({ spool, tell = say, ...connection }: SyncOptions = {}): Promise<SyncReport> {
  const report = { sent: 0, held: 0, failed: 0 }
  for (const folder of runFolders(spoolFolder(spool)))
    if (!isOver(folder)) report[await syncFolder(folder, new Server(connection), tell)]++
  return report
}

/** Whether the run was sent; its script may have died before it removed the folder. */
function isOver(folder: string): boolean {
  const { done, refused } = readSent(folder)
  if (done && refused === 0 && lockHolder(folder) === null) rmSync(folder, { recursive: true, force: true })
  return done
}

async function syncFolder(
  folder: string,
  server: Server,
  tell: (message: string) => void,
): Promise<keyof SyncReport> {
  const name = basename(folder)
  try {
    const lock = takeLock(folder)
    if (lock === null) {
      tell(`${name}: left to ${lockHolder(folder) ?? 'another process'}, which is sending it`)
      return 'held'
    }
    try {
      await sendWhole(folder, server, (message) => tell(`${name}: ${message}`))
      return 'sent'
    } finally {
      lock.release()
    }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 'sent' // by another sync
    const isExpected = error instanceof GoneError || error instanceof UnreachableError
    if (!isExpected && !(error instanceof Error && 'code' in error)) throw error
    tell(`${name}: ${error.message}`)
    return 'failed'
  }
}

async function sendWhole(folder: string, server: Server, tell: (message: string) => void): Promise<void> {
  const sender = new Sender(
    folder,
    server,
    onceEach((message) => tell(message)),
  )
  if (sender.sent.done) return
  await sendAll(sender)
  if (!sender.sent.done) {
    appendLast(folder, await endOfLost(folder))
    await sendAll(sender)
  }
  const { refused } = sender.sent
  sender.complete()
  tell(`sent, ${sender.page}${refused ? `; ${refused} records were refused and are kept in ${folder}` : ''}`)
}

/** The end that a dead script did not write. The server leaves the run to others who log into it. */
async function endOfLost(folder: string): Promise<SpoolRecord> {
  const error = 'The script ended without finishing its run.'
  const end = { type: 'finish', status: 'FAILED', error, lost: true, at: new Date().toISOString() }
  for await (const { record } of readRecords(folder, 0)) return { ...end, writer: record.writer }
  return end
}

async function sendAll(sender: Sender): Promise<void> {
  for (let failures = 0; ; ) {
    try {
      if (!(await sender.step())) return
      failures = 0
    } catch (error) {
      const pause = PAUSES[failures++]
      if (!(error instanceof UnreachableError) || pause === undefined) throw error
      await delay(pause)
    }
  }
}
