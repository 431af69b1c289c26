import type { Transaction } from '../database.ts'
import type { Run, RunAttempt } from '../generated/prisma/client.ts'

/** Enters that a worker has begun to train a run. */
export async function beginAttempt(
  tx: Transaction,
  run: Run,
  attempt: Pick<RunAttempt, 'number' | 'fromEpoch'> & { readonly workerId: string; readonly at: Date },
): Promise<void> {
  const { number, fromEpoch, workerId, at } = attempt
  const worker = await tx.worker.findUnique({ where: { id: workerId } })
  const workerName = worker?.name ?? 'unknown'
  await tx.runAttempt.create({ data: { runId: run.id, number, workerName, fromEpoch, startedAt: at } })
}

/** Enters how the attempt under way ended. Nothing for a run that no worker has begun. */
export async function endAttempt(
  tx: Transaction,
  run: Run,
  { at, cause, reason }: Pick<RunAttempt, 'cause' | 'reason'> & { readonly at: Date },
): Promise<void> {
  await tx.runAttempt.updateMany({
    where: { runId: run.id, number: Number(run.leaseNumber), endedAt: null },
    data: { endedAt: at, cause, reason },
  })
}
