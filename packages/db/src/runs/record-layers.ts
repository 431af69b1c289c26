import type { Database } from '../database.ts'
import { appendEvents } from '../events/append-events.ts'
import type { EventPayload } from '../events/event-payload.ts'
import { eventPayloads } from '../events/event-payload.ts'
import { type Lease, lockLeasedRun } from './lock-run.ts'

/**
 * Records the model's layers and the device that trains it, before the first step. Recorded once: again is nothing, but
 * for the device, which is another where another worker has taken the run up.
 * @throws LeaseLostError
 */
export async function recordLayers(
  db: Database,
  lease: Lease,
  summary: EventPayload['LayersSummarized'],
): Promise<void> {
  const payload = eventPayloads.LayersSummarized.parse(summary)
  await db.$transaction(async (tx) => {
    const { run, at } = await lockLeasedRun(tx, lease)
    const { layers, parameterCount, device } = payload
    const stored = await tx.layerSummary.createMany({
      data: layers.map((layer) => ({ ...layer, runId: run.id })),
      skipDuplicates: true,
    })
    if (stored.count === 0) {
      if (device !== run.device)
        await appendEvents(tx, run, { at, kind: 'UPDATED', events: [], run: { device } })
      return
    }
    await appendEvents(tx, run, {
      ...{ at, kind: 'UPDATED', events: [{ type: 'LayersSummarized', payload }] },
      run: { device, totalParameters: parameterCount.total, trainableParameters: parameterCount.trainable },
    })
  })
}
