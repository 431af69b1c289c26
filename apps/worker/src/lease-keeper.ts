import { type Database, type Lease, type Orders, renewLease } from '@atelier/db'
import type { Logger } from 'pino'

/** Several renewals may fail before a lease expires. */
const RENEWALS_A_LEASE = 4
/** After an outage a long lease is renewed before the second look of those who watch for expired ones. */
const LONGEST_WAIT_MS = 2000

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
  readonly #leaseSeconds: number
  readonly #handlers: LeaseHandlers
  readonly #log: Logger
  readonly #timer: NodeJS.Timeout
  #renewing = false

  constructor(db: Database, lease: Lease, leaseSeconds: number, handlers: LeaseHandlers, log: Logger) {
    this.#db = db
    this.#lease = lease
    this.#leaseSeconds = leaseSeconds
    this.#handlers = handlers
    this.#log = log
    this.#timer = setInterval(
      () => this.renew(),
      Math.min((leaseSeconds * 1000) / RENEWALS_A_LEASE, LONGEST_WAIT_MS),
    )
  }

  /** Renews now. A database that is away is tried again at the next turn. */
  async renew(): Promise<void> {
    if (this.#renewing) return
    this.#renewing = true
    try {
      const renewal = await renewLease(this.#db, this.#lease, { leaseSeconds: this.#leaseSeconds })
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
