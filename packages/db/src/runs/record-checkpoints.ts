import type { Database, Transaction } from '../database.ts'
import { type Lease, lockOwnRun } from './lock-run.ts'

export type StoredCheckpoints = {
  /** Epochs whose checkpoints are stored, and stay. */
  readonly stay: readonly number[]
  /** Epochs whose checkpoints are stored still and are to go. */
  readonly go: readonly number[]
}

/**
 * Records which epochs' checkpoints others can fork from, and gives them: those that stay, as far as the history goes, and
 * those that a fork has yet to begin from, which may not go. Also after the run's end, by its last worker.
 * @throws LeaseLostError when another worker has it since, or it was deleted
 */
export async function recordCheckpoints(
  db: Database,
  lease: Lease,
  { stay, go }: StoredCheckpoints,
): Promise<readonly number[]> {
  return db.$transaction(async (tx) => {
    const { run } = await lockOwnRun(tx, lease)
    const { epochsCompleted, checkpointEpochs: before } = run
    const listed = go.filter((epoch) => before.includes(epoch))
    const awaited = listed.length === 0 ? [] : await awaitedByForks(tx, lease.runId)
    const epochs = [...stay, ...listed.filter((epoch) => awaited.includes(epoch))]
      .filter((epoch) => epoch <= epochsCompleted)
      .sort((a, b) => a - b)
    await tx.run.update({ where: { id: lease.runId }, data: { checkpointEpochs: epochs } })
    return epochs
  })
}

/** Epochs that forks begin from which have no checkpoint of their own yet: those begin there again when they are interrupted. */
async function awaitedByForks(tx: Transaction, runId: string): Promise<number[]> {
  const forks = await tx.run.findMany({
    where: { forkedFromId: runId, status: { in: ['QUEUED', 'RUNNING', 'PAUSED'] } },
    select: { forkedEpoch: true, checkpointEpochs: true },
  })
  return forks.flatMap(({ forkedEpoch, checkpointEpochs }) =>
    forkedEpoch === null || checkpointEpochs.some((epoch) => epoch > forkedEpoch) ? [] : [forkedEpoch],
  )
}
