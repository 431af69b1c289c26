import type { Transaction } from '../database.ts'
import type { Prisma, Run } from '../generated/prisma/client.ts'
import type { NewEvent } from './event-payload.ts'
import { type ChangeKind, notifyRunEvents } from './notify.ts'

export type Append = {
  readonly at: Date
  readonly events: readonly NewEvent[]
  readonly kind: ChangeKind
  /** What else changes in the run's row. */
  readonly run?: Prisma.RunUncheckedUpdateInput
}

/**
 * Adds events to the end of a run's log, with the run's own changes, and tells listeners.
 * The caller holds the run's row lock (lockRun), which makes the order of numbers the order of commits.
 */
export async function appendEvents(tx: Transaction, run: Run, append: Append): Promise<Run> {
  const { at, events } = append
  const rows = events.map(({ type, payload }, offset) => ({
    ...{ runId: run.id, sequence: run.lastSequence + BigInt(offset + 1) },
    ...{ at, type, payload },
  }))
  if (rows.length > 0) await tx.runEvent.createMany({ data: rows })
  const lastSequence = run.lastSequence + BigInt(rows.length)
  const changed = await tx.run.update({ where: { id: run.id }, data: { ...append.run, lastSequence } })
  await notifyRunEvents(tx, {
    runId: run.id,
    projectId: run.projectId,
    sequence: lastSequence,
    kind: append.kind,
  })
  return changed
}
