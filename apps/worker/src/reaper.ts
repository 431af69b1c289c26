import { type Database, type ExpiredLease, failExpiredRun, findExpiredLeases } from '@atelier/db'
import type { Logger } from 'pino'

const SWEEP_EVERY_MS = 3000

/**
 * Fails the runs of workers that died. A lease must be found expired, and unchanged, at two sweeps in a row: after the
 * database or the whole machine was away every lease has expired, and living workers need a moment to renew theirs.
 */
export class Reaper {
  readonly #db: Database
  readonly #log: Logger
  readonly #timer: NodeJS.Timeout
  #suspects = new Map<string, ExpiredLease>()
  #sweeping: Promise<void> | undefined

  constructor(db: Database, log: Logger) {
    this.#db = db
    this.#log = log
    this.#timer = setInterval(() => this.#begin(), SWEEP_EVERY_MS)
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
      const failed = await failExpiredRun(this.#db, lease)
      if (failed) this.#log.warn({ runId: failed.id }, 'a worker stopped answering: its run failed')
    }
  }
}
