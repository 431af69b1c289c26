import { type Database, poolOf } from '../database.ts'
import { Prisma } from '../generated/prisma/client.ts'
import { isSpread } from './spread.ts'

/** One row of a history. */
export type HistoryEpoch = {
  readonly index: number
  readonly loss: number
  readonly accuracy: number
  readonly validationLoss: number | null
  readonly validationAccuracy: number | null
  readonly learningRate: number
  readonly seconds: number
  readonly examplesPerSecond: number
  readonly finishedAt: Date
}

export type HistoryPart = {
  /** Only epochs after this one. */
  readonly after: number
  /** Of more epochs of a run, so many are picked evenly; null: all. */
  readonly maxEpochs: number | null
  /** Epochs of all runs that are read at most. */
  readonly most: number
}

type Row = Omit<HistoryEpoch, 'finishedAt'> & { readonly runId: string; readonly finishedAt: number }

const { sql } = Prisma

/**
 * The epochs of many runs, by run and ascending; null when they are more than the most. Through pg, since those of a
 * list of runs are many thousand rows, on which Prisma would take most of the time.
 */
export async function findHistories(
  db: Database,
  runIds: readonly string[],
  { after, maxEpochs, most }: HistoryPart,
): Promise<ReadonlyMap<string, readonly HistoryEpoch[]> | null> {
  const wanted = sql`run_id = ANY(${[...runIds]}::uuid[]) AND index > ${after}::int`
  const numbered = sql`
    (SELECT *, row_number() OVER (PARTITION BY run_id ORDER BY index) - 1 AS place,
      count(*) OVER (PARTITION BY run_id) - 1 AS last
    FROM epoch WHERE ${wanted}) AS numbered`
  const from = maxEpochs === null ? sql`epoch WHERE ${wanted}` : sql`${numbered} WHERE ${isSpread(maxEpochs)}`
  const { text, values } = sql`
    SELECT run_id AS "runId", index, loss, accuracy, validation_loss AS "validationLoss",
      validation_accuracy AS "validationAccuracy", learning_rate AS "learningRate", seconds,
      examples_per_second AS "examplesPerSecond", extract(epoch FROM finished_at)::float8 * 1000 AS "finishedAt"
    FROM ${from} ORDER BY run_id, index LIMIT ${most + 1}::int`
  const { rows } = await poolOf(db).query<Row>({ text, values })
  if (rows.length > most) return null
  const byRun = new Map<string, HistoryEpoch[]>()
  for (const { runId, finishedAt, ...epoch } of rows) {
    const epochs = byRun.get(runId) ?? []
    if (epochs.length === 0) byRun.set(runId, epochs)
    epochs.push({ ...epoch, finishedAt: new Date(finishedAt) })
  }
  return byRun
}
