import { type Database, type Lease, type Orders, renewLease } from '@atelier/db'
import type { Logger } from 'pino'

/** With the reaper's two sweeps a dead worker's run is free again 13 seconds after its last renewal. */
export const LEASE_SECONDS = 8
const RENEW_EVERY_MS = 2000

export type LeaseHandlers = {
  /** What people want of the run by now: heard here even where the notification was lost. */
  onOrders(orders: Orders): void
  /** The run is not ours any more. */
  onLost(): void
}

/** Renews a run's lease for as long as it is trained. */
export class LeaseKeeper {
  readonly #db: Database
  readonly #lease: Lease
  readonly #handlers: LeaseHandlers
  readonly #log: Logger
  readonly #timer: NodeJS.Timeout
  #renewing = false

  constructor(db: Database, lease: Lease, handlers: LeaseHandlers, log: Logger) {
    this.#db = db
    this.#lease = lease
    this.#handlers = handlers
    this.#log = log
    this.#timer = setInterval(() => this.renew(), RENEW_EVERY_MS)
  }

  /** Renews now. A database that is away is tried again at the next turn. */
  async renew(): Promise<void> {
    if (this.#renewing) return
    this.#renewing = true
    try {
      const renewal = await renewLease(this.#db, this.#lease, { leaseSeconds: LEASE_SECONDS })
      if (!renewal.held) this.#handlers.onLost()
      else this.#handlers.onOrders(renewal.orders)
    } catch (error) {
      this.#log.warn({ err: error }, 'the lease could not be renewed: trying again')
    } finally {
      this.#renewing = false
    }
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
