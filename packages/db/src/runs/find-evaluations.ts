import type { Database } from '../database.ts'
import type { Evaluation } from '../generated/prisma/client.ts'

/** The newest evaluations of many runs on the test set, by run; without those that have none. */
export async function findEvaluations(
  db: Database,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, Omit<Evaluation, 'finishedAt'>>> {
  const rows = await db.$queryRaw<Omit<Evaluation, 'finishedAt'>[]>`
    SELECT newest.* FROM unnest(${[...new Set(runIds)]}::uuid[]) AS asked (run_id) CROSS JOIN LATERAL (
      SELECT run_id AS "runId", epoch, split, loss, accuracy, examples FROM evaluation
      WHERE evaluation.run_id = asked.run_id AND split = 'TEST' ORDER BY epoch DESC LIMIT 1) AS newest`
  return new Map(rows.map((evaluation) => [evaluation.runId, evaluation]))
}
