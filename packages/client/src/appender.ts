import { closeSync, fsync, fsyncSync, openSync, writeSync } from 'node:fs'
import { messageOf } from './message-of.ts'
import { decodeRecord, encodeRecord, LARGEST_RECORD, type SpoolRecord } from './records.ts'
import type { Warn } from './say.ts'
import { recordsOf } from './spool.ts'

/** What waits in memory while the disk takes nothing; beyond it the oldest is given up. */
const MOST_WAITING_BYTES = 16 * 1024 * 1024

/**
 * Appends records to a run's log: written at once, so that they outlive this process; `fsync`, called every second,
 * lets them outlive the machine. Never throws: while the disk takes nothing, records wait in memory.
 */
export class Appender {
  readonly #warn: Warn
  #file: number | null = null
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #torn = false
  #dirty = false
  /** Records that were given up. */
  dropped = 0

  constructor(folder: string | null, warn: Warn) {
    this.#warn = warn
    if (folder === null) return
    try {
      this.#file = openSync(recordsOf(folder), 'a', 0o600)
    } catch (error) {
      this.#diskFailed(error)
    }
  }

  /** Takes a record; false when it is too large ever to be sent. */
  append(record: SpoolRecord): boolean {
    const line = encodeRecord(record)
    if (line.length > LARGEST_RECORD) return false
    this.#waiting.push(line)
    this.#waitingBytes += line.length
    this.#writeWaiting()
    while (this.#waitingBytes > MOST_WAITING_BYTES) {
      this.#waitingBytes -= this.#waiting.shift()?.length ?? 0
      this.dropped++
    }
    return true
  }

  /** The first of the records that the disk does not take, for sending them from memory. */
  waiting(most: number): SpoolRecord[] {
    this.#writeWaiting()
    return this.#waiting.slice(0, most).flatMap((line) => decodeRecord(line.subarray(0, -1)) ?? [])
  }

  /** Those were sent. What has been written meanwhile is sent once more, which changes nothing. */
  forget(records: readonly SpoolRecord[]): void {
    const sent = new Set(records.map((record) => encodeRecord(record).toString()))
    this.#waiting = this.#waiting.filter((line) => !sent.has(line.toString()))
    this.#waitingBytes = this.#waiting.reduce((sum, line) => sum + line.length, 0)
  }

  /** Off the training's thread. */
  fsync(): void {
    if (this.#file === null || !this.#dirty) return
    this.#dirty = false
    fsync(this.#file, (error) => {
      // Closed meanwhile, which fsyncs by itself.
      if (error && this.#file !== null) this.#diskFailed(error)
    })
  }

  close(): void {
    if (this.#file === null) return
    const file = this.#file
    this.#file = null
    try {
      fsyncSync(file)
      closeSync(file)
    } catch (error) {
      this.#diskFailed(error)
    }
  }

  #writeWaiting(): void {
    for (let [line] = this.#waiting; line && this.#write(line); [line] = this.#waiting) {
      this.#waiting.shift()
      this.#waitingBytes -= line.length
    }
  }

  #write(line: Buffer): boolean {
    if (this.#file === null) return false
    // Behind a line that was cut off by a full disk the next one begins anew: readers skip the torn one.
    const data = this.#torn ? Buffer.concat([Buffer.from('\n'), line]) : line
    try {
      const written = writeSync(this.#file, data)
      this.#dirty = true
      this.#torn = written < data.length
      if (this.#torn) this.#diskFailed(new Error('no space left'))
      return !this.#torn
    } catch (error) {
      this.#diskFailed(error)
      return false
    }
  }

  #diskFailed(error: unknown): void {
    const reason = messageOf(error)
    this.#warn(
      'disk',
      `the spool cannot be written (${reason}): points are kept in memory and the training goes on`,
    )
  }
}
