import { rmSync } from 'node:fs'
import type { Appender } from './appender.ts'
import { createRun, MOST_POINTS, sendRecords } from './ingest.ts'
import { FORMAT_VERSION, type SpoolRecord } from './records.ts'
import type { Warn } from './say.ts'
import { RefusedError, type Server, UnreachableError } from './server.ts'
import { keepRefused, type Read, readRecords, readSent, type SentState, saveSent } from './spool.ts'

/** A request may have 1 MiB. The text of a record is about what it takes in a request. */
const MOST_BATCH_BYTES = 512 * 1024
const MOST_WAITING = 500
/** Records over which the server fails this often ("something went wrong") are taken to be what makes it fail. */
const MOST_FAILURES = 10
/** Codes that say that the data is wrong: sent again, it would be refused again. */
const DATA_CODES = ['BAD_USER_INPUT', 'PAYLOAD_TOO_LARGE']

/** The run is no longer to be had: it was deleted, or belongs to another server. */
export class GoneError extends Error {
  override readonly name = 'GoneError'
}

type Batch = { readonly records: readonly SpoolRecord[]; readonly end: number | null }

/** Sends a run's spool to the server, from where it stopped; used in the background and by `atelier sync`. */
export class Sender {
  readonly #folder: string | null
  readonly #server: Server
  readonly #warn: Warn
  readonly #appender: Appender | undefined
  #sent: SentState
  #failures = 0

  constructor(folder: string | null, server: Server, warn: Warn, appender?: Appender) {
    this.#folder = folder
    this.#server = server
    this.#warn = warn
    this.#appender = appender
    this.#sent = readSent(folder)
  }

  get sent(): SentState {
    return this.#sent
  }

  /** Where people see the run; null until the server knows it. */
  get page(): string | null {
    return this.#sent.runId === null ? null : `${this.#server.url}/runs/${this.#sent.runId}`
  }

  /**
   * Sends the next few records; false when there are none.
   * @throws UnreachableError to be called again later, GoneError for good
   */
  async step(): Promise<boolean> {
    const { url } = this.#sent
    if (url !== null && url !== this.#server.url)
      throw new GoneError(`this run is at ${url}: set ATELIER_URL to it`)
    const { records, end } = await this.#nextBatch()
    if (records.length === 0) return false
    await this.#send(records)
    if (end === null) this.#appender?.forget(records)
    const done = records.at(-1)?.type === 'finish'
    this.#note({ ...(end !== null && { offset: end }), done })
    this.#failures = 0
    return true
  }

  /** Breaks off what is under way. */
  stop(): void {
    this.#server.stop()
  }

  /** Everything was taken: the folder goes, unless it keeps what the server did not want. */
  complete(): void {
    if (this.#folder !== null && this.#sent.refused === 0)
      rmSync(this.#folder, { recursive: true, force: true })
  }

  #note(change: Partial<SentState>): void {
    this.#sent = { ...this.#sent, ...change }
    saveSent(this.#folder, this.#sent)
  }

  async #nextBatch(): Promise<Batch> {
    if (this.#folder !== null) {
      const reads = await thatFit(readRecords(this.#folder, this.#sent.offset))
      const last = reads.at(-1)
      if (last) return { records: reads.map((read) => read.record), end: last.end }
    }
    const waiting = (this.#appender?.waiting(MOST_WAITING) ?? []).map((record) => ({
      ...{ record, end: 0, size: 1000 },
    }))
    return { records: (await thatFit(waiting)).map((read) => read.record), end: null }
  }

  async #send(records: readonly SpoolRecord[]): Promise<void> {
    const [first] = records
    if (first?.type === 'run') {
      for (const record of records) await this.#create(record)
      return
    }
    const { runId } = this.#sent
    if (runId === null) throw new GoneError('its log does not say which run it is of')
    try {
      await sendRecords(this.#server, runId, records)
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error
      if (error.code === 'NOT_FOUND' && (error.path[0] === 'runId' || error.path[0] === 'id'))
        throw new GoneError(`${this.#server.url} has this run no longer, or not for this key`)
      if (error.code === 'ALREADY_ENDED') {
        this.#warn('ended', `${error.message}; its end was left as it is`)
        return
      }
      if (!this.#isHopeless(error)) throw unreachable(this.#server, error)
      // One of them spoils the others: halves find it.
      const middle = Math.ceil(records.length / 2)
      if (records.length > 1) {
        await this.#send(records.slice(0, middle))
        await this.#send(records.slice(middle))
      } else if (first) this.#keep(first, error.message)
    }
  }

  /** Whether it is these records that the server will never take, and not the server that is in trouble. */
  #isHopeless({ code, isUserError }: RefusedError): boolean {
    if (isUserError || DATA_CODES.includes(code)) return true
    if (code === 'INTERNAL_SERVER_ERROR') this.#failures++
    return this.#failures >= MOST_FAILURES
  }

  #keep(record: SpoolRecord, reason: string): void {
    this.#note({ refused: this.#sent.refused + 1 })
    this.#warn(`refused ${record.type}`, `the server does not take a record (${record.type}): ${reason}`)
    keepRefused(this.#folder, record)
  }

  async #create(record: SpoolRecord): Promise<void> {
    if (Number(record.version) > FORMAT_VERSION)
      throw new GoneError('it was written by a newer version of Atelier: update this one')
    try {
      const runId = await createRun(this.#server, record)
      this.#note({ runId, url: this.#server.url })
    } catch (error) {
      // The person may still put this right, by changing the key, say.
      if (error instanceof RefusedError) throw unreachable(this.#server, error)
      throw error
    }
  }
}

const unreachable = ({ url }: Server, error: RefusedError): UnreachableError =>
  new UnreachableError(
    `${url} refuses: ${error.message}${error.code === 'UNAUTHENTICATED' ? ' Set ATELIER_API_KEY to a key that holds.' : ''}`,
    { cause: error },
  )

/** As many of the first records as go into one request: of one kind, and not too many. */
async function thatFit(reads: AsyncIterable<Read> | Iterable<Read>): Promise<Read[]> {
  const fitting: Read[] = []
  let points = 0
  let size = 0
  for await (const read of reads) {
    points += Object.keys(read.record.values ?? {}).length
    size += read.size
    const alike = fitting.length === 0 || read.record.type === fitting[0]?.record.type
    if (fitting.length > 0 && (!alike || points > MOST_POINTS || size > MOST_BATCH_BYTES)) break
    fitting.push(read)
  }
  return fitting
}
