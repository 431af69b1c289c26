import { z } from 'zod'
import type { Database } from '../database.ts'
import { appendEvents } from '../events/append-events.ts'
import type { NewEvent } from '../events/event-payload.ts'
import { done, invalid, type Outcome } from '../outcome.ts'
import { count, ingestLimits, listOf, text } from './input-rules.ts'
import { lockLoggedRun } from './lock-logged-run.ts'

const line = z.object({
  writer: text(200).nullish(),
  number: count,
  level: z.enum(['info', 'warn', 'error'], 'must be info, warn or error'),
  message: text(ingestLimits.lineLength),
})
const input = z.object({ runId: z.string(), lines: listOf(line, ingestLimits.lines, 'line') })

type Input = {
  readonly runId: string
  readonly lines: readonly {
    readonly writer?: string | null | undefined
    readonly number: number
    readonly level: string
    readonly message: string
  }[]
}

/** Adds lines to a run's log. A number that its writer has had is left alone, so a line sent twice is there once. */
export async function logLines(db: Database, raw: Input): Promise<Outcome<number>> {
  const parsed = input.safeParse(raw)
  if (!parsed.success) return invalid(parsed.error)
  const { runId, lines } = parsed.data
  return db.$transaction(async (tx) => {
    const locked = await lockLoggedRun(tx, runId)
    if (!locked.ok) return locked
    const { run, at } = locked.value
    const stored = await tx.loggedLine.createManyAndReturn({
      data: lines.map(({ writer, number }) => ({ runId, writer: writer ?? '', number })),
      skipDuplicates: true,
    })
    const isNew = new Set(stored.map(nameOf))
    const events = lines.flatMap(({ level, message, ...line }): NewEvent[] =>
      // Deleted as it is taken: a number that came twice in one call is stored once too.
      isNew.delete(nameOf(line)) ? [{ type: 'LogLine', payload: { level, message } }] : [],
    )
    if (events.length > 0) await appendEvents(tx, run, { at, kind: 'PROGRESSED', events })
    return done(lines.length)
  })
}

const nameOf = ({
  writer,
  number,
}: {
  readonly writer?: string | null | undefined
  readonly number: number
}) => `${number} ${writer ?? ''}`
