import type { Database } from '../database.ts'
import type { WorkerStatus } from '../generated/prisma/enums.ts'

export type WorkerSighting = {
  readonly id: string
  readonly status: WorkerStatus
  /** Known in full only once a training process has loaded TensorFlow. */
  readonly device?: string
}

/** A worker's heartbeat: that it lives, what it does. */
export async function seeWorker(db: Database, { id, status, device }: WorkerSighting): Promise<void> {
  await db.$executeRaw`
    UPDATE worker SET status = ${status}::worker_status, device = coalesce(${device ?? null}, device),
      last_seen_at = clock_timestamp()
    WHERE id = ${id}::uuid`
}
