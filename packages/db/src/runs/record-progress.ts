import type { Database } from '../database.ts'
import { appendEvents } from '../events/append-events.ts'
import { type EventPayload, eventPayloads } from '../events/event-payload.ts'
import { type Lease, lockLeasedRun } from './lock-run.ts'

/** Records how far within an epoch the run is. @throws LeaseLostError */
export async function recordProgress(
  db: Database,
  lease: Lease,
  progress: EventPayload['StepProgress'],
): Promise<void> {
  const payload = eventPayloads.StepProgress.parse(progress)
  const { epoch, step, stepsPerEpoch, examplesPerSecond } = payload
  await db.$transaction(async (tx) => {
    const { run, at } = await lockLeasedRun(tx, lease)
    const share = (epoch - 1 + step / stepsPerEpoch) / (run.epochs ?? epoch)
    await appendEvents(tx, run, {
      ...{ at, kind: 'PROGRESSED', events: [{ type: 'StepProgress', payload }] },
      run: { progress: Math.min(1, share), examplesPerSecond, stepsPerEpoch },
    })
  })
}
