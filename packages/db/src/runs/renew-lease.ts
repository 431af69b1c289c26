import type { Database } from '../database.ts'
import type { Lease } from './lock-run.ts'

export type Renewal = { readonly held: true; readonly stopRequested: boolean } | { readonly held: false }

/** Says that the worker is alive and still trains the run. `held: false`: it is somebody else's now, or has ended. */
export async function renewLease(
  db: Database,
  lease: Lease,
  options: { readonly leaseSeconds: number },
): Promise<Renewal> {
  // The database's clock decides, since the workers' clocks may differ.
  const [run] = await db.$queryRaw<{ stopRequested: boolean }[]>`
    UPDATE run SET lease_expires_at = clock_timestamp() + make_interval(secs => ${options.leaseSeconds}::float8)
    WHERE id = ${lease.runId}::uuid AND lease_number = ${lease.leaseNumber} AND status = 'RUNNING'
    RETURNING stop_requested_at IS NOT NULL AS "stopRequested"`
  return run ? { held: true, stopRequested: run.stopRequested } : { held: false }
}
