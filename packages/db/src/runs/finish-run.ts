import type { Database, Transaction } from '../database.ts'
import { appendEvents } from '../events/append-events.ts'
import type { EventPayload, NewEvent } from '../events/event-payload.ts'
import type { Run } from '../generated/prisma/client.ts'
import type { FailureCause } from '../generated/prisma/enums.ts'
import { endAttempt } from './attempts.ts'
import { type Lease, type LockedRun, lockLeasedRun } from './lock-run.ts'

export type Ending = {
  readonly status: 'COMPLETED' | 'FAILED' | 'STOPPED'
  /** Why, in one sentence: what a failed run shows as its error. */
  readonly reason: string | null
  /** Of a failure; null: it ended as it should, or was asked to. */
  readonly cause?: FailureCause | null
  /** Last words, for the log. */
  readonly lines?: readonly EventPayload['LogLine'][] | undefined
}

/** Ends a run for good and lets go of its lease. @throws LeaseLostError */
export async function finishRun(db: Database, lease: Lease, ending: Ending): Promise<Run> {
  return db.$transaction(async (tx) => endRun(tx, await lockLeasedRun(tx, lease), ending))
}

/** The one way in which a run ends, whoever decided it. */
export async function endRun(tx: Transaction, { run, at }: LockedRun, ending: Ending): Promise<Run> {
  const { status, reason, cause = status === 'FAILED' ? 'OTHER' : null, lines = [] } = ending
  await endAttempt(tx, run, { at, cause, reason })
  const events: NewEvent[] = [
    ...lines.map((payload) => ({ type: 'LogLine', payload }) as const),
    { type: 'StatusChanged', payload: { status, reason } },
  ]
  return appendEvents(tx, run, {
    ...{ at, events, kind: 'UPDATED' },
    run: {
      ...{ status, finishedAt: at, leaseExpiresAt: null, error: status === 'FAILED' ? reason : null },
      ...(status === 'COMPLETED' ? { progress: 1 } : {}),
    },
  })
}
