import { type Database, poolOf, type Transaction } from '../database.ts'
import type { Split } from '../generated/prisma/enums.ts'
import { matrixRows } from '../runs/find-confusion-matrix.ts'
import type { EventPayload, LoggedEvent, NewEvent } from './event-payload.ts'

/** The event of a matrix that is stored: its log names it, since that of 200 classes takes 130 kB. */
export const matrixEvent = (matrix: { readonly epoch: number; readonly split: Split }): NewEvent => ({
  type: 'ConfusionMatrixComputed',
  payload: { epoch: matrix.epoch, split: matrix.split, labels: [], counts: [] },
})

type Place = Pick<LoggedEvent, 'runId' | 'sequence'>

/** A matrix of a run's log: counts[label][prediction]. */
export type LoggedMatrix = Place & EventPayload['ConfusionMatrixComputed']

type Row = {
  readonly runId: string
  readonly sequence: string
  readonly payload: EventPayload['ConfusionMatrixComputed']
  readonly labels: string[] | null
  readonly counts: number[] | null
}

/**
 * The matrices of ConfusionMatrixComputed events, in no order; without those of runs that were deleted meanwhile. One
 * look at both tables, since a recovery moves a matrix from the one to the other. Through pg and as JSON: an array of
 * 40,000 counts takes pg twice as long, and Prisma several times.
 */
export async function findLoggedMatrices(db: Database, events: readonly Place[]): Promise<LoggedMatrix[]> {
  const { rows } = await poolOf(db).query<Row>({
    text: `
      SELECT event.run_id AS "runId", event.sequence, event.payload, matrix.labels,
        array_to_json(matrix.counts) AS counts
      FROM unnest($1::uuid[], $2::bigint[]) AS asked (run_id, sequence)
      JOIN run_event AS event ON event.run_id = asked.run_id AND event.sequence = asked.sequence
      LEFT JOIN confusion_matrix AS matrix ON event.payload->'counts' = '[]' AND matrix.run_id = event.run_id
        AND matrix.epoch = (event.payload->>'epoch')::int AND matrix.split = (event.payload->>'split')::"split"`,
    values: [events.map(({ runId }) => runId), events.map(({ sequence }) => String(sequence))],
  })
  return rows.map(({ runId, sequence, payload, labels, counts }) => ({
    ...{ runId, sequence: BigInt(sequence), ...payload },
    ...(labels && counts && { labels, counts: matrixRows(counts, labels.length) }),
  }))
}

/**
 * Moves matrices that are about to be taken back into the events that name them: those stay in the log, with what they
 * told. The caller holds the run's row lock.
 * @param gone those of epochs after one, and all of some splits
 */
export async function keepMatricesInLog(
  tx: Transaction,
  runId: string,
  gone: { readonly after: number; readonly splits: readonly Split[] },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE run_event AS event SET payload = event.payload || jsonb_build_object('labels', matrix.labels, 'counts', (
      SELECT jsonb_agg(matrix.counts[first : first + size - 1] ORDER BY first)
      FROM cardinality(matrix.labels) AS size, generate_series(1, size * size, size) AS first))
    FROM confusion_matrix AS matrix
    WHERE event.run_id = ${runId}::uuid AND event.type = 'ConfusionMatrixComputed' AND event.payload->'counts' = '[]'
      AND matrix.run_id = event.run_id AND matrix.epoch = (event.payload->>'epoch')::int
      AND matrix.split::text = event.payload->>'split'
      AND (matrix.epoch > ${gone.after} OR matrix.split::text = ANY(${[...gone.splits]}::text[]))`
}
