import type { Database } from '../database.ts'
import type { Lease } from './lock-run.ts'

/** What people want of a run in training by now. Null: as it was launched. */
export type Orders = {
  readonly stopRequested: boolean
  readonly pauseRequested: boolean
  readonly learningRate: number | null
  readonly epochs: number | null
}

export type Renewal = { readonly held: true; readonly orders: Orders } | { readonly held: false }

/** Says that the worker is alive and still trains the run. `held: false`: it is somebody else's now, or has ended. */
export async function renewLease(
  db: Database,
  lease: Lease,
  options: { readonly leaseSeconds: number },
): Promise<Renewal> {
  // The database's clock decides, since the workers' clocks may differ.
  const [orders] = await db.$queryRaw<Orders[]>`
    UPDATE run SET lease_expires_at = clock_timestamp() + make_interval(secs => ${options.leaseSeconds}::float8)
    WHERE id = ${lease.runId}::uuid AND lease_number = ${lease.leaseNumber} AND status IN ('RUNNING', 'PAUSED')
    RETURNING stop_requested_at IS NOT NULL AS "stopRequested", pause_requested AS "pauseRequested",
      steer_learning_rate AS "learningRate", steer_epochs AS epochs`
  return orders ? { held: true, orders } : { held: false }
}
