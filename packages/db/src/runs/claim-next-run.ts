import type { Database, Transaction } from '../database.ts'
import { appendEvents } from '../events/append-events.ts'
import type { NewEvent } from '../events/event-payload.ts'
import type { Run } from '../generated/prisma/client.ts'
import type { RunQueue } from '../queue/run-queue.ts'
import { beginAttempt } from './attempts.ts'
import { LONGEST_SILENCE, lockRun } from './lock-run.ts'
import { takeBack } from './take-back.ts'

export type ClaimOptions = {
  readonly workerId: string
  readonly leaseSeconds: number
  /** After which epoch this worker can go on with a run that was in training before, by the checkpoints it can reach. Default: after none. */
  checkpointOf?(run: Run): number
}

/**
 * Takes the run that has waited longest for this worker and gives it the next lease number: one transaction, so two
 * workers never hold one run. Runs that were stopped or deleted while they waited are passed over.
 * Undefined when no run waits, or the worker is to take nothing new.
 */
export async function claimNextRun(
  db: Database,
  queue: RunQueue,
  options: ClaimOptions,
): Promise<Run | undefined> {
  for (;;) {
    const taken = await db.$transaction(async (tx) => {
      if (await isDraining(tx, options.workerId)) return undefined
      const runId = await queue.take(tx)
      return runId === undefined ? undefined : { run: await claim(tx, runId, options) }
    })
    if (!taken) return undefined
    if (taken.run) return taken.run
  }
}

/**
 * A run that this worker already holds without training it, its lease renewed: of a claim whose answer was lost on its
 * way. Ask before it claims the next.
 * @param training the runs that it does train
 */
export async function findClaimedRun(
  db: Database,
  { workerId, leaseSeconds }: Pick<ClaimOptions, 'workerId' | 'leaseSeconds'>,
  training: readonly string[],
): Promise<Run | undefined> {
  const [held] = await db.$queryRaw<{ id: string }[]>`
    UPDATE run SET lease_expires_at = clock_timestamp() + make_interval(secs => ${leaseSeconds}::float8)
    WHERE id = (SELECT id FROM run WHERE worker_id = ${workerId}::uuid AND status = 'RUNNING'
                  AND id <> ALL (${training}::uuid[]) LIMIT 1)
      AND status = 'RUNNING'
    RETURNING id`
  return held && db.run.findUniqueOrThrow({ where: { id: held.id } })
}

/** Locks the answer: whoever drains the worker waits for a claim under way, and then sees its run. */
async function isDraining(tx: Transaction, workerId: string): Promise<boolean> {
  const [worker] = await tx.$queryRaw<{ draining: boolean }[]>`
    SELECT draining, set_config('idle_in_transaction_session_timeout', ${LONGEST_SILENCE}, true)
    FROM worker WHERE id = ${workerId}::uuid FOR SHARE`
  return worker?.draining ?? false
}

async function claim(tx: Transaction, runId: string, options: ClaimOptions): Promise<Run | undefined> {
  const locked = await lockRun(tx, runId)
  if (locked?.run.status !== 'QUEUED') return undefined
  const { run, at } = locked
  const leaseNumber = run.leaseNumber + 1n
  const recovery = run.leaseNumber > 0n ? await takenBack(tx, run, options) : undefined
  const fromEpoch = recovery?.epoch ?? run.epochsCompleted
  await beginAttempt(tx, run, { number: Number(leaseNumber), workerId: options.workerId, fromEpoch, at })
  const begun: NewEvent = { type: 'StatusChanged', payload: { status: 'RUNNING', reason: null } }
  return appendEvents(tx, run, {
    ...{ at, kind: 'UPDATED', events: recovery ? [recovery.event, begun] : [begun] },
    run: {
      ...recovery?.changes,
      ...{ status: 'RUNNING', workerId: options.workerId, startedAt: run.startedAt ?? at, leaseNumber },
      leaseExpiresAt: new Date(at.getTime() + options.leaseSeconds * 1000),
    },
  })
}

/** Another attempt goes on from a checkpoint: what was recorded after it goes, before anything new comes. */
async function takenBack(tx: Transaction, run: Run, { checkpointOf }: ClaimOptions) {
  const before = await tx.runAttempt.findFirst({ where: { runId: run.id }, orderBy: { number: 'desc' } })
  return takeBack(tx, run, {
    ...{ after: checkpointOf?.(run) ?? 0, attempt: run.leaseNumber + 1n },
    reason: before?.reason ?? null,
  })
}
