import { z } from 'zod'
import type { Database } from '../database.ts'
import { appendEvents } from '../events/append-events.ts'
import type { Run } from '../generated/prisma/client.ts'
import { done, invalid, type Outcome, refused } from '../outcome.ts'
import { lockRun } from './lock-run.ts'
import { runName, runNotes, runTags } from './run-labels.ts'

const input = z.object({
  id: z.string(),
  name: runName.min(1, 'must not be empty').nullish(),
  notes: runNotes.nullish(),
  tags: runTags.nullish(),
})

/** Changes what people write on a run. A field left out or null stays as it is. */
export async function updateRun(db: Database, raw: z.input<typeof input>): Promise<Outcome<Run>> {
  const parsed = input.safeParse(raw)
  if (!parsed.success) return invalid(parsed.error)
  const { id, name, notes, tags } = parsed.data
  return db.$transaction(async (tx) => {
    const locked = await lockRun(tx, id)
    if (!locked) return refused(['id'], 'there is no such run', 'NOT_FOUND')
    const labels = {
      ...(name != null && { name }),
      ...(notes != null && { notes }),
      ...(tags != null && { tags }),
    }
    return done(
      await appendEvents(tx, locked.run, { at: locked.at, events: [], kind: 'UPDATED', run: labels }),
    )
  })
}
