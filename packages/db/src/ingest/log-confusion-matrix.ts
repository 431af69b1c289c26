import { z } from 'zod'
import type { Database } from '../database.ts'
import { appendEvents } from '../events/append-events.ts'
import { matrixEvent } from '../events/logged-matrices.ts'
import { Split } from '../generated/prisma/enums.ts'
import { done, invalid, type Outcome } from '../outcome.ts'
import { count, epochIndex, ingestLimits, listOf, text } from './input-rules.ts'
import { lockLoggedRun } from './lock-logged-run.ts'

const input = z
  .object({
    runId: z.string(),
    epoch: epochIndex,
    split: z.enum(Split),
    labels: listOf(text(200), ingestLimits.labels, 'label'),
    counts: z.array(z.array(count)),
  })
  .superRefine(({ labels, counts }, context) => {
    const size = labels.length
    if (counts.length !== size)
      context.addIssue({ code: 'custom', path: ['counts'], message: `must have ${size} rows, one a label` })
    for (const [row, { length }] of counts.entries())
      if (length !== size)
        context.addIssue({
          ...{ code: 'custom', path: ['counts', row] },
          message: `must have ${size} counts, one a label`,
        })
  })

/** Records how the model of a script judged a split after an epoch, once: again is nothing. True: recorded now. */
export async function logConfusionMatrix(
  db: Database,
  raw: z.input<typeof input>,
): Promise<Outcome<boolean>> {
  const parsed = input.safeParse(raw)
  if (!parsed.success) return invalid(parsed.error)
  const { runId, epoch, split, labels, counts } = parsed.data
  return db.$transaction(async (tx) => {
    const locked = await lockLoggedRun(tx, runId)
    if (!locked.ok) return locked
    const { run, at } = locked.value
    const matrix = { runId, epoch, split, labels, counts: counts.flat() }
    const stored = await tx.confusionMatrix.createMany({ data: [matrix], skipDuplicates: true })
    if (stored.count === 0) return done(false)
    await appendEvents(tx, run, { at, kind: 'UPDATED', events: [matrixEvent(matrix)] })
    return done(true)
  })
}
