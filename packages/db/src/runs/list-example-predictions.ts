import type { Database } from '../database.ts'
import { Prisma } from '../generated/prisma/client.ts'
import type { Split } from '../generated/prisma/enums.ts'

/** How one run judged one image. */
export type ExamplePrediction = {
  readonly runId: string
  readonly epoch: number
  readonly predicted: number
  /** Probability of the predicted class. */
  readonly confidence: number
}

type Row = Omit<ExamplePrediction, 'confidence'> & { readonly confidence: Uint8Array }

/**
 * How the runs of a project judged one image, each at its newest epoch that did; the newest runs first. A run names its
 * data set in its config or, where a script logs it, by the parameter `dataset`.
 */
export async function listExamplePredictions(
  db: Database,
  query: {
    readonly projectId: string
    readonly dataset: string
    /** Any of these: the images that a run holds back are among the training images. */
    readonly splits: readonly Split[]
    readonly index: number
    readonly first: number
  },
): Promise<ExamplePrediction[]> {
  const { projectId, dataset, splits, index, first } = query
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    SELECT r.id AS "runId", s.epoch, get_byte(s.predicted, ${index}::int - s.first_example) AS predicted,
      substring(s.confidence FROM 4 * (${index}::int - s.first_example) + 1 FOR 4) AS confidence
    FROM run r CROSS JOIN LATERAL (
      SELECT * FROM prediction_set p
      WHERE p.run_id = r.id AND p.split::text = ANY(${[...splits]}::text[])
        AND p.first_example <= ${index}::int AND ${index}::int < p.first_example + octet_length(p.predicted)
      ORDER BY p.epoch DESC LIMIT 1) s
    WHERE r.project_id = ${projectId}::uuid
      AND coalesce(r.config ->> 'dataset', r.parameters ->> 'dataset') = ${dataset}
    ORDER BY r.created_at DESC, r.id DESC LIMIT ${first}::int`)
  return rows.map(({ confidence, ...row }) => ({
    ...row,
    confidence: new DataView(confidence.buffer, confidence.byteOffset, 4).getFloat32(0, true),
  }))
}
