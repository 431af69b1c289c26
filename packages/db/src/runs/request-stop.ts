import type { Database } from '../database.ts'
import { notifyRunControl, notifyRunEvents } from '../events/notify.ts'
import type { Run } from '../generated/prisma/client.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { endRun } from './finish-run.ts'
import { lockRun } from './lock-run.ts'

/**
 * Asks for a run's end. One that no worker holds is STOPPED at once; one in training stays as it is, with
 * `stopRequestedAt` until its worker, told here, has stopped it. What it has recorded stays.
 */
export async function requestStop(db: Database, runId: string): Promise<Outcome<Run>> {
  return db.$transaction(async (tx) => {
    const locked = await lockRun(tx, runId)
    if (!locked) return refused(['id'], 'there is no such run', 'NOT_FOUND')
    const { run, at } = locked
    switch (run.status) {
      case 'QUEUED':
        return done(await endRun(tx, locked, { status: 'STOPPED', reason: 'Stopped before it began.' }))
      case 'PAUSED':
      case 'RUNNING': {
        // No worker holds it: its script may go on, and what it sends is still taken.
        if (run.source === 'LOGGED')
          return done(await endRun(tx, locked, { status: 'STOPPED', reason: 'Stopped by a person.' }))
        await notifyRunControl(tx, { runId: run.id, action: 'stop' })
        if (run.stopRequestedAt) return done(run)
        const { projectId, lastSequence: sequence } = run
        await notifyRunEvents(tx, { runId: run.id, projectId, sequence, kind: 'UPDATED' })
        return done(await tx.run.update({ where: { id: run.id }, data: { stopRequestedAt: at } }))
      }
      case 'COMPLETED':
      case 'FAILED':
      case 'STOPPED':
        return refused(
          ['id'],
          `the run has already ended: it is ${run.status.toLowerCase()}`,
          'ALREADY_ENDED',
        )
    }
  })
}
