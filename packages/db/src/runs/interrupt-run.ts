import type { Database, Transaction } from '../database.ts'
import { appendEvents } from '../events/append-events.ts'
import { notifyRunControl } from '../events/notify.ts'
import type { Run } from '../generated/prisma/client.ts'
import type { FailureCause } from '../generated/prisma/enums.ts'
import type { RunQueue } from '../queue/run-queue.ts'
import { endAttempt } from './attempts.ts'
import { type Ending, endRun } from './finish-run.ts'
import { type Lease, type LockedRun, lockLeasedRun } from './lock-run.ts'

export type Interruption = {
  readonly cause: FailureCause
  /** In one sentence. */
  readonly reason: string
  readonly lines?: Ending['lines']
}

/** What is not mended at once: the next attempt waits so long. */
const WAIT_SECONDS: Partial<Record<FailureCause, number>> = { DISK_FULL: 10, DATASET_MISSING: 10 }

/**
 * Lets go of a run whose attempt ended before its training did: it waits, at the front, for whichever worker takes it up
 * again. FAILED instead once its restarts are used up, STOPPED where that was asked for.
 * @throws LeaseLostError
 */
export async function interruptRun(
  db: Database,
  queue: RunQueue,
  lease: Lease,
  interruption: Interruption,
): Promise<Run> {
  return db.$transaction(async (tx) => interrupt(tx, queue, await lockLeasedRun(tx, lease), interruption))
}

/** The one way in which a run goes back to the queue, whoever noticed. */
export async function interrupt(
  tx: Transaction,
  queue: RunQueue,
  locked: LockedRun,
  { cause, reason, lines = [] }: Interruption,
): Promise<Run> {
  const { run, at } = locked
  if (run.stopRequestedAt) return endRun(tx, locked, { status: 'STOPPED', reason: null, cause, lines })
  // A worker that is told to go has not failed.
  const restarts = run.restarts + (cause === 'WORKER_STOPPED' ? 0 : 1)
  if (restarts > run.maxRestarts) {
    const tried = run.maxRestarts === 0 ? '' : ` It was taken up again ${times(run.maxRestarts)} before.`
    return endRun(tx, locked, { status: 'FAILED', reason: reason + tried, cause, lines })
  }
  await endAttempt(tx, run, { at, cause, reason })
  await queue.put(tx, run.id, { afterSeconds: WAIT_SECONDS[cause] ?? 0 })
  await notifyRunControl(tx, { runId: run.id, action: 'launch' })
  return appendEvents(tx, run, {
    ...{ at, kind: 'UPDATED' },
    events: [
      ...lines.map((payload) => ({ type: 'LogLine', payload }) as const),
      { type: 'StatusChanged', payload: { status: 'QUEUED', reason } },
    ],
    run: { status: 'QUEUED', leaseExpiresAt: null, workerId: null, restarts },
  })
}

const times = (count: number): string => (count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`)
