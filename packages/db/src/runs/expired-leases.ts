import type { Database } from '../database.ts'
import type { Run } from '../generated/prisma/client.ts'
import type { RunQueue } from '../queue/run-queue.ts'
import { interrupt } from './interrupt-run.ts'
import { isInTraining, type Lease, lockRun } from './lock-run.ts'

export type ExpiredLease = Lease & { readonly expiredAt: Date }

/** Running runs whose worker has not renewed its lease in time. */
export async function findExpiredLeases(db: Database): Promise<ExpiredLease[]> {
  return db.$queryRaw<ExpiredLease[]>`
    SELECT id AS "runId", lease_number AS "leaseNumber", lease_expires_at AS "expiredAt" FROM run
    WHERE status IN ('RUNNING', 'PAUSED') AND lease_expires_at < clock_timestamp()`
}

/** Interrupts a run whose lease is still as it was found. Undefined: its worker came back, or it has ended. */
export async function interruptExpiredRun(
  db: Database,
  queue: RunQueue,
  lease: ExpiredLease,
): Promise<Run | undefined> {
  return db.$transaction(async (tx) => {
    const locked = await lockRun(tx, lease.runId)
    if (!locked || !isInTraining(locked.run) || locked.run.leaseNumber !== lease.leaseNumber) return undefined
    if (locked.run.leaseExpiresAt?.getTime() !== lease.expiredAt.getTime()) return undefined
    const { workerId } = locked.run
    const worker = workerId ? await tx.worker.findUnique({ where: { id: workerId } }) : null
    const who = worker ? `The worker ${worker.name} on ${worker.host}` : 'The worker'
    const reason = `${who} stopped answering while it trained this run.`
    return interrupt(tx, queue, locked, { cause: 'WORKER_LOST', reason })
  })
}
