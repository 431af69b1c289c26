import { z } from 'zod'
import type { Database } from '../database.ts'
import type { Run } from '../generated/prisma/client.ts'
import { RunStatus } from '../generated/prisma/enums.ts'
import { done, invalid, type Outcome, refused } from '../outcome.ts'
import { endRun } from '../runs/finish-run.ts'
import { text } from './input-rules.ts'
import { lockLoggedRun } from './lock-logged-run.ts'
import { endWriter } from './run-writers.ts'

const input = z.object({
  id: z.string(),
  status: z.enum(RunStatus).extract(['COMPLETED', 'FAILED', 'STOPPED'], {
    error: 'must be COMPLETED, FAILED or STOPPED',
  }),
  error: text(10_000).nullish(),
  writer: text(200).nullish(),
  lost: z.boolean().nullish(),
})

type Input = {
  readonly id: string
  readonly status: RunStatus
  readonly error?: string | null | undefined
  /** Who ends it, as in its createRun. */
  readonly writer?: string | null | undefined
  /** It died, and somebody else says so. */
  readonly lost?: boolean | null | undefined
}

/**
 * Ends a run that a script logs. Ended again in the same way is nothing; in another way is refused, unless it only
 * counted as failed because its script was silent. For a script that is lost it ends only if nobody else logs into it.
 */
export async function finishLoggedRun(db: Database, raw: Input): Promise<Outcome<Run>> {
  const parsed = input.safeParse(raw)
  if (!parsed.success) return invalid(parsed.error)
  const { id, status, error, writer, lost } = parsed.data
  return db.$transaction(async (tx) => {
    const locked = await lockLoggedRun(tx, id, ['id'])
    if (!locked.ok) return locked
    const { run } = locked.value
    const othersLog = await endWriter(tx, id, writer)
    const hasEnded = run.status !== 'RUNNING' && run.silentSince === null
    if (run.status === status && hasEnded) return done(run)
    if (lost && (hasEnded || othersLog)) return done(run)
    if (hasEnded)
      return refused(['id'], `the run has already ended: it is ${run.status.toLowerCase()}`, 'ALREADY_ENDED')
    const ended = await endRun(tx, locked.value, { status, reason: error ?? null })
    return done(
      run.silentSince !== null ? await tx.run.update({ where: { id }, data: { silentSince: null } }) : ended,
    )
  })
}
