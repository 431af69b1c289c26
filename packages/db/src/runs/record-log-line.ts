import type { Database } from '../database.ts'
import { appendEvents } from '../events/append-events.ts'
import type { EventPayload } from '../events/event-payload.ts'
import { type Lease, lockLeasedRun } from './lock-run.ts'

/** Adds a line for people to the run's log. @throws LeaseLostError */
export async function recordLogLine(
  db: Database,
  lease: Lease,
  line: EventPayload['LogLine'],
): Promise<void> {
  await db.$transaction(async (tx) => {
    const { run, at } = await lockLeasedRun(tx, lease)
    await appendEvents(tx, run, { at, kind: 'PROGRESSED', events: [{ type: 'LogLine', payload: line }] })
  })
}
