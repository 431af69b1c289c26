import { z } from 'zod'
import type { Transaction } from '../database.ts'
import type { Run } from '../generated/prisma/client.ts'

/** A run whose row this transaction holds, and the database's clock. */
export type LockedRun = { readonly run: Run; readonly at: Date }

/** Who records: the run and the fencing token that its claim gave. */
export type Lease = { readonly runId: string; readonly leaseNumber: bigint }

/** Somebody else holds the run now, or it has ended: stop training it, nothing more can be recorded. */
export class LeaseLostError extends Error {
  constructor(lease: Lease, run: Run | undefined) {
    const why = run
      ? `it is ${run.status.toLowerCase()} under lease ${run.leaseNumber}`
      : 'there is no such run any more'
    super(`run ${lease.runId} cannot be recorded under lease ${lease.leaseNumber}: ${why}`)
    this.name = 'LeaseLostError'
  }
}

/** Whether a worker holds the run: it trains, or is held by a pause. */
export const isInTraining = ({ status }: Pick<Run, 'status'>): boolean =>
  status === 'RUNNING' || status === 'PAUSED'

const uuid = z.uuid()

/**
 * Seconds, as PostgreSQL's text, that a transaction with a lock may wait for its client's next word: one that was put to
 * sleep in it would keep everybody else from the run. Set in the transaction, since poolers share connections.
 */
export const LONGEST_SILENCE = '4s'

/** Takes the run's row lock until the transaction ends. Undefined when there is no such run. */
export async function lockRun(tx: Transaction, runId: string): Promise<LockedRun | undefined> {
  if (!uuid.safeParse(runId).success) return undefined
  const [locked] = await tx.$queryRaw<{ at: Date }[]>`
    SELECT clock_timestamp() AS at, set_config('idle_in_transaction_session_timeout', ${LONGEST_SILENCE}, true)
    FROM run WHERE id = ${runId}::uuid FOR UPDATE`
  if (!locked) return undefined
  return { run: await tx.run.findUniqueOrThrow({ where: { id: runId } }), at: locked.at }
}

/** lockRun for the run's worker. @throws LeaseLostError when the lease is not the newest or the run has ended. */
export async function lockLeasedRun(tx: Transaction, lease: Lease): Promise<LockedRun> {
  const locked = await lockOwnRun(tx, lease)
  if (!isInTraining(locked.run)) throw new LeaseLostError(lease, locked.run)
  return locked
}

/**
 * lockRun for whoever had the run last: its worker, also after the run's end, for what comes late.
 * @throws LeaseLostError when another worker has had it since, or it was deleted
 */
export async function lockOwnRun(tx: Transaction, lease: Lease): Promise<LockedRun> {
  const locked = await lockRun(tx, lease.runId)
  if (locked?.run.leaseNumber !== lease.leaseNumber) throw new LeaseLostError(lease, locked?.run)
  return locked
}
