import type { Database } from '../database.ts'
import { notifyRunControl, notifyRunEvents } from '../events/notify.ts'
import { isInTraining, lockRun } from './lock-run.ts'

export type DeletedRuns = { readonly deletedIds: readonly string[]; readonly runningIds: readonly string[] }

/** Deletes runs with everything they recorded. A running one is left alone and named: stop it first. */
export async function deleteRuns(db: Database, ids: readonly string[]): Promise<DeletedRuns> {
  const deletedIds: string[] = []
  const runningIds: string[] = []
  // In one order everywhere, so that two who delete the same runs never wait for each other.
  for (const id of [...new Set(ids)].sort()) {
    await db.$transaction(async (tx) => {
      const locked = await lockRun(tx, id)
      if (!locked) return
      if (isInTraining(locked.run)) {
        runningIds.push(id)
        return
      }
      const { projectId, lastSequence: sequence } = locked.run
      await tx.run.delete({ where: { id } })
      await notifyRunEvents(tx, { runId: id, projectId, sequence, kind: 'DELETED' })
      await notifyRunControl(tx, { runId: id, action: 'forget' })
      deletedIds.push(id)
    })
  }
  return { deletedIds, runningIds }
}
