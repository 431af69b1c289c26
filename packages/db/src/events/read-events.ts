import type { Database } from '../database.ts'
import type { RunEvent } from '../generated/prisma/client.ts'
import { eventPayloads, type LoggedEvent } from './event-payload.ts'

/**
 * A run's log from the first event after `after` on (0n: from the start), oldest first, at most `limit`.
 * Fewer than `limit` means that the end was reached.
 */
export async function readEvents(
  db: Database,
  from: { readonly runId: string; readonly after: bigint; readonly limit: number },
): Promise<LoggedEvent[]> {
  const rows = await db.runEvent.findMany({
    where: { runId: from.runId, sequence: { gt: from.after } },
    orderBy: { sequence: 'asc' },
    take: from.limit,
  })
  return rows.map(parseEvent)
}

export type LoggedLine = Extract<LoggedEvent, { readonly type: 'LogLine' }>

/**
 * The newest lines of a run's log for people, at most `last`, oldest first. The index of lines needs the type in the
 * statement: Prisma's, which is a parameter, has the whole log read.
 */
export async function readLogLines(
  db: Database,
  { runId, last }: { readonly runId: string; readonly last: number },
): Promise<LoggedLine[]> {
  const rows = await db.$queryRaw<Pick<RunEvent, 'sequence' | 'at' | 'payload'>[]>`
    SELECT sequence, at, payload FROM run_event WHERE run_id = ${runId}::uuid AND type = 'LogLine'
    ORDER BY sequence DESC LIMIT ${last}`
  return rows.toReversed().map(({ sequence, at, payload }) => ({
    ...{ runId, sequence, at, type: 'LogLine' as const },
    payload: eventPayloads.LogLine.parse(payload),
  }))
}

/** @throws ZodError when a stored payload is not of its type: a bug, since only our verbs write the log. */
function parseEvent(row: RunEvent): LoggedEvent {
  const place = { runId: row.runId, sequence: row.sequence, at: row.at }
  switch (row.type) {
    case 'StatusChanged':
      return { ...place, type: row.type, payload: eventPayloads.StatusChanged.parse(row.payload) }
    case 'StepProgress':
      return { ...place, type: row.type, payload: eventPayloads.StepProgress.parse(row.payload) }
    case 'EpochCompleted':
      return { ...place, type: row.type, payload: eventPayloads.EpochCompleted.parse(row.payload) }
    case 'LayersSummarized':
      return { ...place, type: row.type, payload: eventPayloads.LayersSummarized.parse(row.payload) }
    case 'ConfusionMatrixComputed':
      return { ...place, type: row.type, payload: eventPayloads.ConfusionMatrixComputed.parse(row.payload) }
    case 'EvaluationCompleted':
      return { ...place, type: row.type, payload: eventPayloads.EvaluationCompleted.parse(row.payload) }
    case 'MetricsLogged':
      return { ...place, type: row.type, payload: eventPayloads.MetricsLogged.parse(row.payload) }
    case 'RunRecovered':
      return { ...place, type: row.type, payload: eventPayloads.RunRecovered.parse(row.payload) }
    case 'LogLine':
      return { ...place, type: row.type, payload: eventPayloads.LogLine.parse(row.payload) }
  }
}
