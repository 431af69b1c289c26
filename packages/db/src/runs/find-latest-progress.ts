import type { Database } from '../database.ts'
import { eventPayloads, type LoggedEvent } from '../events/event-payload.ts'
import type { Run } from '../generated/prisma/client.ts'

export type ProgressEvent = Extract<LoggedEvent, { type: 'StepProgress' }>

/** The newest progress of the epoch that a run is in; null when it is in none or has not reported yet. Scripts report none. */
export async function findLatestProgress(db: Database, run: Run): Promise<ProgressEvent | null> {
  if (run.source === 'LOGGED' || (run.status !== 'RUNNING' && run.status !== 'PAUSED')) return null
  const newest = await db.runEvent.findFirst({
    // What was reported before the run was taken up again is taken back.
    where: { runId: run.id, type: { in: ['StepProgress', 'RunRecovered'] } },
    orderBy: { sequence: 'desc' },
  })
  if (newest?.type !== 'StepProgress') return null
  const payload = eventPayloads.StepProgress.parse(newest.payload)
  if (payload.epoch <= run.epochsCompleted) return null
  return { runId: run.id, sequence: newest.sequence, at: newest.at, type: 'StepProgress', payload }
}
