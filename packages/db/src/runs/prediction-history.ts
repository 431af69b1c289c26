import type { Database } from '../database.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { Split } from '../generated/prisma/enums.ts'

/** How images of one split were judged over the epochs: entry i of each list belongs to `epochs[i]`. */
export type PredictionHistory = {
  readonly epochs: readonly number[]
  /** In the order that was asked for. */
  readonly examples: readonly ExampleHistory[]
}

export type ExampleHistory = {
  /** Place in the split, from 0. */
  readonly index: number
  /** Null where the epoch did not judge the image. */
  readonly predicted: readonly (number | null)[]
  /** Probability of the predicted class. */
  readonly confidence: readonly (number | null)[]
}

type Row = { readonly epoch: number; readonly predicted: (number | null)[]; readonly confidence: Uint8Array }

/** How single images were judged after each epoch; of more than `maxEpochs` as many, spread evenly, with both ends. */
export async function findPredictionHistory(
  db: Database,
  query: {
    readonly runId: string
    readonly split: Split
    readonly indices: readonly number[]
    readonly maxEpochs: number
  },
): Promise<PredictionHistory> {
  const { runId, split, indices, maxEpochs } = query
  const judged = await db.predictionSet.findMany({
    ...{ where: { runId, split }, select: { epoch: true }, orderBy: { epoch: 'asc' } },
  })
  const epochs = spread(
    judged.map(({ epoch }) => epoch),
    maxEpochs,
  )
  // The concatenations unpack each stored value once, not once an image.
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    SELECT s.epoch, judged.predicted, judged.confidence
    FROM prediction_set s
    CROSS JOIN LATERAL (
      SELECT s.predicted || ''::bytea AS predicted, s.confidence || ''::bytea AS confidence OFFSET 0) AS unpacked
    CROSS JOIN LATERAL (
      SELECT array_agg(CASE WHEN there THEN get_byte(unpacked.predicted, entry) END ORDER BY place) AS predicted,
        string_agg(CASE WHEN there THEN substring(unpacked.confidence FROM 4 * entry + 1 FOR 4)
          ELSE '\\x00000000'::bytea END, ''::bytea ORDER BY place) AS confidence
      FROM (SELECT place, index - s.first_example AS entry,
          index >= s.first_example AND index - s.first_example < octet_length(unpacked.predicted) AS there
        FROM unnest(${[...indices]}::int[]) WITH ORDINALITY AS asked(index, place)) AS entries) AS judged
    WHERE s.run_id = ${runId}::uuid AND s.split::text = ${split} AND s.epoch = ANY(${[...epochs]}::int[])
    ORDER BY s.epoch`)
  return {
    epochs: rows.map(({ epoch }) => epoch),
    examples: indices.map((index, at) => column(rows, index, at)),
  }
}

function column(rows: readonly Row[], index: number, at: number): ExampleHistory {
  const predicted = rows.map((row) => row.predicted[at] ?? null)
  const confidence = rows.map(({ confidence: { buffer, byteOffset, byteLength } }, row) =>
    predicted[row] === null ? null : new DataView(buffer, byteOffset, byteLength).getFloat32(4 * at, true),
  )
  return { index, predicted, confidence }
}

/** At most `most` of the values, evenly by their places, the first and the last among them. */
function spread<T>(values: readonly T[], most: number): readonly T[] {
  if (values.length <= most) return values
  if (most <= 1) return values.slice(values.length - most)
  const places = Array.from({ length: most }, (_, at) => Math.round((at / (most - 1)) * (values.length - 1)))
  return places.flatMap((place) => values.slice(place, place + 1))
}
