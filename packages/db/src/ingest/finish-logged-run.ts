import { z } from 'zod'
import type { Database } from '../database.ts'
import type { Run } from '../generated/prisma/client.ts'
import { RunStatus } from '../generated/prisma/enums.ts'
import { done, invalid, type Outcome, refused } from '../outcome.ts'
import { endRun } from '../runs/finish-run.ts'
import { text } from './input-rules.ts'
import { lockLoggedRun } from './lock-logged-run.ts'

const input = z.object({
  id: z.string(),
  status: z.enum(RunStatus).extract(['COMPLETED', 'FAILED', 'STOPPED'], {
    error: 'must be COMPLETED, FAILED or STOPPED',
  }),
  error: text(10_000).nullish(),
})

type Input = { readonly id: string; readonly status: RunStatus; readonly error?: string | null | undefined }

/**
 * Ends a run that a script logs. Ended again in the same way is nothing; in another way is refused, unless it only
 * counted as failed because its script was silent.
 */
export async function finishLoggedRun(db: Database, raw: Input): Promise<Outcome<Run>> {
  const parsed = input.safeParse(raw)
  if (!parsed.success) return invalid(parsed.error)
  const { id, status, error } = parsed.data
  return db.$transaction(async (tx) => {
    const locked = await lockLoggedRun(tx, id, ['id'])
    if (!locked.ok) return locked
    const { run } = locked.value
    const wasSilent = run.silentSince !== null
    if (run.status === status && !wasSilent) return done(run)
    if (run.status !== 'RUNNING' && !wasSilent)
      return refused(['id'], `the run has already ended: it is ${run.status.toLowerCase()}`, 'ALREADY_ENDED')
    const ended = await endRun(tx, locked.value, { status, reason: error ?? null })
    return done(wasSilent ? await tx.run.update({ where: { id }, data: { silentSince: null } }) : ended)
  })
}
