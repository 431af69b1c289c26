import { z } from 'zod'
import type { Database } from '../database.ts'
import { appendEvents } from '../events/append-events.ts'
import { eventPayloads } from '../events/event-payload.ts'
import { Split } from '../generated/prisma/enums.ts'
import { done, invalid, type Outcome } from '../outcome.ts'
import { count, epochIndex, finite, share } from './input-rules.ts'
import { lockLoggedRun } from './lock-logged-run.ts'

const input = z.object({
  runId: z.string(),
  epoch: epochIndex,
  split: z.enum(Split),
  loss: finite,
  accuracy: share,
  examples: count,
})

/** Records loss and accuracy of a script's model over a whole split, once: again is nothing. True: recorded now. */
export async function logEvaluation(db: Database, raw: z.input<typeof input>): Promise<Outcome<boolean>> {
  const parsed = input.safeParse(raw)
  if (!parsed.success) return invalid(parsed.error)
  const { runId, ...figures } = parsed.data
  return db.$transaction(async (tx) => {
    const locked = await lockLoggedRun(tx, runId)
    if (!locked.ok) return locked
    const { run, at } = locked.value
    const payload = eventPayloads.EvaluationCompleted.parse(figures)
    const row = { runId, ...payload, finishedAt: at }
    const stored = await tx.evaluation.createMany({ data: [row], skipDuplicates: true })
    if (stored.count === 0) return done(false)
    const events = [{ type: 'EvaluationCompleted', payload } as const]
    await appendEvents(tx, run, { at, kind: 'UPDATED', events })
    return done(true)
  })
}
