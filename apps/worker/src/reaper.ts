import {
  type Database,
  type ExpiredLease,
  findExpiredLeases,
  interruptExpiredRun,
  type RunQueue,
} from '@atelier/db'
import type { Logger } from 'pino'

/**
 * Of a lease, from one sweep to the next: more than from one renewal to the next. With the usual lease of eight seconds a
 * dead worker's run is free again 13 seconds after its last renewal.
 */
const SWEEP_SHARE = 0.3

/**
 * Has the runs of workers that died taken up again. A lease must be found expired, and unchanged, at two sweeps in a row: after the
 * database or the whole machine was away every lease has expired, and living workers need a moment to renew theirs.
 */
export class Reaper {
  readonly #db: Database
  readonly #queue: RunQueue
  readonly #log: Logger
  readonly #timer: NodeJS.Timeout
  #suspects = new Map<string, ExpiredLease>()
  #sweeping: Promise<void> | undefined

  constructor(db: Database, queue: RunQueue, leaseSeconds: number, log: Logger) {
    this.#db = db
    this.#queue = queue
    this.#log = log
    this.#timer = setInterval(() => this.#begin(), leaseSeconds * 1000 * SWEEP_SHARE)
    this.#begin()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#sweeping
  }

  #begin(): void {
    this.#sweeping ??= this.#sweep()
      .catch((error) => this.#log.warn({ err: error }, 'expired leases could not be looked for'))
      .finally(() => {
        this.#sweeping = undefined
      })
  }

  async #sweep(): Promise<void> {
    const expired = await findExpiredLeases(this.#db)
    const suspects = this.#suspects
    this.#suspects = new Map(expired.map((lease) => [lease.runId, lease]))
    for (const lease of expired) {
      const before = suspects.get(lease.runId)
      if (
        before?.leaseNumber !== lease.leaseNumber ||
        before.expiredAt.getTime() !== lease.expiredAt.getTime()
      )
        continue
      const run = await interruptExpiredRun(this.#db, this.#queue, lease)
      if (run) this.#log.warn({ runId: run.id, status: run.status }, 'the worker of a run stopped answering')
    }
  }
}
