import { type Database, findRunState, type LoggedEvent, type RunStatus, readEvents } from '@atelier/db'
import type { Logger } from 'pino'
import { retried } from './retry.ts'
import { WaitingRoom } from './waiting-room.ts'

/** Events that a channel keeps in memory; who is further behind reads the log. */
const KEPT = 256
const PAGE = 500

const endings: ReadonlySet<RunStatus> = new Set<RunStatus>(['COMPLETED', 'FAILED', 'STOPPED'])

/**
 * What all who watch one run share: the newest stretch of its log, read once for all of them. Watchers are positions
 * in it, so a slow one costs no memory: it falls behind the stretch and reads the log by itself.
 */
export class RunChannel {
  readonly #db: Database
  readonly #runId: string
  readonly #log: Logger
  readonly #room = new WaitingRoom()
  readonly #closed = new AbortController()
  #recent: LoggedEvent[] = []
  /** `#recent` holds every event after `#floor` up to `#head`, the newest known one. */
  #floor = 0n
  #head = 0n
  #status: RunStatus | 'DELETED' = 'QUEUED'
  #failure: { readonly error: unknown } | undefined
  readonly #onRead: (recordedAt: Date) => void
  #reading = false
  #readAgain = false

  /** `onRead` is told, whenever news were read for the watchers, when the newest of them had been recorded. */
  constructor(db: Database, runId: string, log: Logger, onRead: (recordedAt: Date) => void) {
    this.#onRead = onRead
    this.#db = db
    this.#runId = runId
    this.#log = log.child({ runId })
  }

  /** Joins the run where it stands now; LISTEN must be up already. False when there is no such run. */
  async open(): Promise<boolean> {
    const state = await retried(() => findRunState(this.#db, this.#runId), this.#closed.signal, this.#log)
    if (!state) return false
    this.#floor = state.lastSequence
    this.#head = state.lastSequence
    this.#status = state.status
    return true
  }

  get head(): bigint {
    return this.#head
  }

  get deleted(): boolean {
    return this.#status === 'DELETED'
  }

  /** Nothing more will come after the head. */
  get ended(): boolean {
    return this.#status !== 'DELETED' && endings.has(this.#status)
  }

  /** It cannot read its log any more: watchers are told, and a new one needs a new channel. */
  get failed(): boolean {
    return this.#failure !== undefined
  }

  /** Events after a position, oldest first, from memory or from the log; empty when there are none yet. */
  async after(position: bigint, signal: AbortSignal): Promise<readonly LoggedEvent[]> {
    if (this.#failure) throw this.#failure.error
    if (position >= this.#floor) return this.#recent.filter((event) => event.sequence > position)
    return retried(
      () => readEvents(this.#db, { runId: this.#runId, after: position, limit: PAGE }),
      signal,
      this.#log,
    )
  }

  /** Resolves when there may be more after the head, or the signal aborts. */
  changed(signal: AbortSignal): Promise<void> {
    return this.#room.wait(signal)
  }

  /** News of the run. Reads what is new once, however many arrive while it reads. */
  notified(sequence: bigint): void {
    if (sequence > this.#head) this.wake()
  }

  /** Looks for new events without having been told of any. */
  wake(): void {
    if (this.#reading) this.#readAgain = true
    else
      this.#catchUp().catch((error: unknown) => {
        if (this.#closed.signal.aborted) return
        this.#failure = { error }
        this.#room.wake()
      })
  }

  markDeleted(): void {
    this.#status = 'DELETED'
    this.#room.wake()
  }

  close(): void {
    this.#closed.abort()
  }

  async #catchUp(): Promise<void> {
    this.#reading = true
    try {
      do {
        this.#readAgain = false
        const page = await retried(() => this.#readNew(), this.#closed.signal, this.#log)
        if (page === 'DELETED') return this.markDeleted()
        if (page.length === PAGE) this.#readAgain = true
        this.#keep(page)
      } while (this.#readAgain && !this.#closed.signal.aborted)
    } finally {
      this.#reading = false
    }
  }

  async #readNew(): Promise<LoggedEvent[] | 'DELETED'> {
    const page = await readEvents(this.#db, { runId: this.#runId, after: this.#head, limit: PAGE })
    // Only asked when woken for nothing, as after a reconnect: a deletion may have been missed.
    if (page.length === 0 && !(await findRunState(this.#db, this.#runId))) return 'DELETED'
    return page
  }

  #keep(page: readonly LoggedEvent[]): void {
    const newest = page.at(-1)
    if (!newest) return
    this.#recent.push(...page)
    this.#head = newest.sequence
    const dropped = this.#recent.splice(0, this.#recent.length - KEPT).at(-1)
    if (dropped) this.#floor = dropped.sequence
    const change = page.findLast((event) => event.type === 'StatusChanged')
    if (change) this.#status = change.payload.status
    this.#room.wake()
    this.#onRead(newest.at)
  }
}
