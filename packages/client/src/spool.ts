import { randomUUID } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { decodeRecord, encodeRecord, FORMAT_VERSION, type SpoolRecord } from './records.ts'

const RECORDS = 'records'
const SENT = 'sent.json'
const REFUSED = 'refused'
const READ_BYTES = 256 * 1024
const LINE_FEED = 0x0a

export const recordsOf = (folder: string): string => join(folder, RECORDS)

/** A folder for one run, for nobody else to read. @throws where none can be made */
export function newRunFolder(spool: string): string {
  makeFolders(spool)
  const at = new Date().toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15)
  const folder = join(spool, `${at}-${randomUUID().slice(0, 8)}`)
  mkdirSync(folder, { mode: 0o700 })
  return folder
}

/** Node's own way (`recursive`) never returns where a file system has a folder but lets none be made in it. */
function makeFolders(folder: string): void {
  if (existsSync(folder)) return
  makeFolders(dirname(folder))
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // Another script has made it at the same moment.
    if (!existsSync(folder)) throw error
  }
}

/** The folders of the spool that hold a run, oldest first. */
export function runFolders(spool: string): string[] {
  if (!existsSync(spool)) return []
  const folders = readdirSync(spool)
    .sort()
    .map((name) => join(spool, name))
  return folders.filter((folder) => existsSync(recordsOf(folder)))
}

export type Read = {
  readonly record: SpoolRecord
  /** Where the next record begins. */
  readonly end: number
  /** Bytes of its line. */
  readonly size: number
}

/** The records from a position on, as far as whole lines reach; torn and damaged ones are left out. */
export async function* readRecords(folder: string, offset: number): AsyncGenerator<Read, void, void> {
  const file = await open(recordsOf(folder))
  try {
    const chunk = Buffer.alloc(READ_BYTES)
    let rest = Buffer.alloc(0)
    let position = offset
    let end = offset
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, READ_BYTES, position)
      if (bytesRead === 0) return
      position += bytesRead
      rest = Buffer.concat([rest, chunk.subarray(0, bytesRead)])
      let start = 0
      for (let stop = rest.indexOf(LINE_FEED); stop >= 0; stop = rest.indexOf(LINE_FEED, start)) {
        const line = rest.subarray(start, stop)
        start = stop + 1
        end += line.length + 1
        const record = decodeRecord(line)
        if (record) yield { record, end, size: line.length }
      }
      rest = rest.subarray(start)
    }
  } finally {
    await file.close()
  }
}

/** How far a run's log has been taken by the server. */
export type SentState = {
  readonly url: string | null
  readonly runId: string | null
  readonly offset: number
  readonly refused: number
  readonly done: boolean
}

const NOTHING_SENT: SentState = { url: null, runId: null, offset: 0, refused: 0, done: false }

export function readSent(folder: string | null): SentState {
  if (folder === null) return NOTHING_SENT
  try {
    const state: Partial<SentState> = JSON.parse(readFileSync(join(folder, SENT), 'utf8'))
    return { ...NOTHING_SENT, ...state }
  } catch {
    return NOTHING_SENT
  }
}

/** Atomic. A failure only means that something will be sent once more. */
export function saveSent(folder: string | null, state: SentState): void {
  if (folder === null) return
  const made = join(folder, `${SENT}.${randomUUID()}`)
  try {
    writeFileSync(made, JSON.stringify({ version: FORMAT_VERSION, ...state }))
    renameSync(made, join(folder, SENT))
  } catch {
    rmSync(made, { force: true })
  }
}

/** Keeps a record that the server does not take beside the log, so that it is not lost. */
export function keepRefused(folder: string | null, record: SpoolRecord): void {
  if (folder === null) return
  try {
    appendFileSync(join(folder, REFUSED), encodeRecord(record))
  } catch {
    // A full disk: it has been told already.
  }
}

/** Appends on a line of its own, whatever a script that died had written last. */
export function appendLast(folder: string, record: SpoolRecord): void {
  appendFileSync(recordsOf(folder), Buffer.concat([Buffer.from('\n'), encodeRecord(record)]), { flush: true })
}
