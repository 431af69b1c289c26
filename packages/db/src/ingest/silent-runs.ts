import type { Database, Transaction } from '../database.ts'
import type { Run } from '../generated/prisma/client.ts'
import { endRun } from '../runs/finish-run.ts'
import { type LockedRun, lockRun } from '../runs/lock-run.ts'
import { runAgain } from './run-again.ts'

/** Runs looked at in one sweep; the next sweep takes the rest. */
const AT_ONCE = 500

/**
 * Fails runs whose scripts have told nothing for so long: they were killed, or their machine is away. The newest event
 * of its log says when a run was last heard of. What its script sends later is still taken.
 */
export async function failSilentRuns(
  db: Database,
  { minutes }: { readonly minutes: number },
): Promise<Run[]> {
  const silent = await db.$queryRaw<{ id: string }[]>`
    SELECT run.id FROM run JOIN run_event ON run_id = run.id AND sequence = last_sequence
    WHERE source = 'LOGGED' AND status = 'RUNNING'
      AND at < clock_timestamp() - make_interval(mins => ${minutes}::int) LIMIT ${AT_ONCE}`
  return eachLocked(db, silent, async (tx, { run, at }) => {
    const heardAt = await lastHeard(tx, run)
    if (run.status !== 'RUNNING' || !heardAt || at.getTime() - heardAt.getTime() < minutes * 60_000)
      return undefined
    const reason = `Nothing was heard of its script for ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`
    await endRun(tx, { run, at }, { status: 'FAILED', reason })
    return tx.run.update({ where: { id: run.id }, data: { silentSince: heardAt } })
  })
}

/** Has runs that failed for their silence run again, once their scripts have told something since. */
export async function resumeHeardRuns(db: Database): Promise<Run[]> {
  const heard = await db.$queryRaw<{ id: string }[]>`
    SELECT run.id FROM run JOIN run_event ON run_id = run.id AND sequence = last_sequence
    WHERE status = 'FAILED' AND silent_since IS NOT NULL AND at > finished_at LIMIT ${AT_ONCE}`
  return eachLocked(db, heard, async (tx, { run, at }) => {
    if (run.silentSince === null) return undefined
    return runAgain(tx, { run, at }, 'Its script was heard of again.')
  })
}

async function eachLocked(
  db: Database,
  found: readonly { readonly id: string }[],
  act: (tx: Transaction, locked: LockedRun) => Promise<Run | undefined>,
): Promise<Run[]> {
  const changed: Run[] = []
  for (const { id } of found) {
    const run = await db.$transaction(async (tx) => {
      const locked = await lockRun(tx, id)
      return locked && act(tx, locked)
    })
    if (run) changed.push(run)
  }
  return changed
}

async function lastHeard(
  tx: Transaction,
  { id: runId, lastSequence: sequence }: Run,
): Promise<Date | undefined> {
  const newest = await tx.runEvent.findUnique({ where: { runId_sequence: { runId, sequence } } })
  return newest?.at
}
