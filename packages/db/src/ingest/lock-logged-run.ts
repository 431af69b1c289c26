import type { Transaction } from '../database.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { type LockedRun, lockRun } from '../runs/lock-run.ts'

/** Why a run that our own worker trains takes nothing from outside: its lease decides who records. */
export const OUR_WORKERS_RUN = 'our own worker trains this run: only a run of createRun can be logged into'

/**
 * Takes the row lock of a run that a script logs. One that has ended still takes what a script sends late, as after an
 * outage; only one that our workers train is refused.
 */
export async function lockLoggedRun(
  tx: Transaction,
  runId: string,
  path: readonly string[] = ['runId'],
): Promise<Outcome<LockedRun>> {
  const locked = await lockRun(tx, runId)
  if (!locked) return refused(path, 'there is no such run', 'NOT_FOUND')
  if (locked.run.source !== 'LOGGED') return refused(path, OUR_WORKERS_RUN, 'CONFLICT')
  return done(locked)
}
