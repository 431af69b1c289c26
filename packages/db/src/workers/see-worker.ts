import type { Database } from '../database.ts'
import type { WorkerStatus } from '../generated/prisma/enums.ts'
import type { WorkerFacts } from './register-worker.ts'

export type WorkerSighting = WorkerFacts & { readonly id: string; readonly status: WorkerStatus }

/**
 * A worker's heartbeat: that it lives, what it does, on which device. A worker whose row was swept while its machine
 * slept is entered again, so that it can claim.
 */
export async function seeWorker(db: Database, worker: WorkerSighting): Promise<void> {
  const { id, name, host, device, status, slots = 1 } = worker
  await db.$executeRaw`
    INSERT INTO worker (id, name, host, device, slots, status, last_seen_at)
    VALUES (${id}::uuid, ${name}, ${host}, ${device}, ${slots}, ${status}::worker_status, clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET status = excluded.status, device = excluded.device, slots = excluded.slots,
      last_seen_at = excluded.last_seen_at`
}
