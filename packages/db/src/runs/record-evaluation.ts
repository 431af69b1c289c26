import type { Database } from '../database.ts'
import { appendEvents } from '../events/append-events.ts'
import { eventPayloads, type NewEvent } from '../events/event-payload.ts'
import { matrixEvent } from '../events/logged-matrices.ts'
import { type Lease, lockLeasedRun } from './lock-run.ts'
import { type Predictions, storePredictions } from './predictions.ts'

export type EvaluationRecord = {
  readonly epoch: number
  readonly loss: number
  readonly accuracy: number
  readonly examples: number
  readonly predictions: Predictions
}

/**
 * Records how the model did on a split after an epoch, with its predictions where that epoch does not have them yet.
 * Recorded once: again is nothing.
 * @throws LeaseLostError
 */
export async function recordEvaluation(db: Database, lease: Lease, record: EvaluationRecord): Promise<void> {
  await db.$transaction(async (tx) => {
    const { run, at } = await lockLeasedRun(tx, lease)
    const { epoch, loss, accuracy, examples, predictions } = record
    const { split } = predictions
    const payload = eventPayloads.EvaluationCompleted.parse({ epoch, split, loss, accuracy, examples })
    const row = { runId: run.id, ...payload, finishedAt: at }
    const stored = await tx.evaluation.createMany({ data: [row], skipDuplicates: true })
    if (stored.count === 0) return
    const events: NewEvent[] = [{ type: 'EvaluationCompleted', payload }]
    if (await storePredictions(tx, { runId: run.id, epoch }, predictions))
      events.unshift(matrixEvent({ epoch, split }))
    await appendEvents(tx, run, { at, events, kind: 'UPDATED' })
  })
}
