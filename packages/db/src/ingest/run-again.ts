import type { Transaction } from '../database.ts'
import { appendEvents } from '../events/append-events.ts'
import type { Run } from '../generated/prisma/client.ts'
import type { LockedRun } from '../runs/lock-run.ts'

/** Has a run that failed go on, since a script logs into it. */
export async function runAgain(tx: Transaction, { run, at }: LockedRun, reason: string): Promise<Run> {
  const payload = { status: 'RUNNING', reason } as const
  return appendEvents(tx, run, {
    ...{ at, kind: 'UPDATED', events: [{ type: 'StatusChanged', payload }] },
    run: { status: 'RUNNING', error: null, finishedAt: null, silentSince: null },
  })
}
