import type { Database } from '../database.ts'
import { appendEvents } from '../events/append-events.ts'
import type { EventPayload } from '../events/event-payload.ts'
import { type Lease, lockOwnRun } from './lock-run.ts'

/**
 * Adds a line for people to the run's log. Recorded once: a line that is there already is left alone, so a call whose
 * answer was lost can be made again. Also after the run's end, by its last worker.
 * @throws LeaseLostError when another worker has it since, or it was deleted
 */
export async function recordLogLine(
  db: Database,
  lease: Lease,
  line: EventPayload['LogLine'],
): Promise<void> {
  await db.$transaction(async (tx) => {
    const { run, at } = await lockOwnRun(tx, lease)
    const same = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM run_event
      WHERE run_id = ${run.id}::uuid AND type = 'LogLine' AND payload = ${JSON.stringify(line)}::jsonb LIMIT 1`
    if (same.length > 0) return
    await appendEvents(tx, run, { at, kind: 'PROGRESSED', events: [{ type: 'LogLine', payload: line }] })
  })
}
