import type { Database } from '../database.ts'
import type { ConfusionMatrix } from '../generated/prisma/client.ts'

/**
 * The confusion matrix after an epoch, on the images that the run validates on; without an epoch the newest one, which
 * after the last evaluation is the test set's.
 */
export async function findConfusionMatrix(
  db: Database,
  runId: string,
  epoch: number | null,
): Promise<ConfusionMatrix | null> {
  return db.confusionMatrix.findFirst(newestOf(runId, epoch))
}

/** The rows of a stored matrix, which lie one after the other in one list. */
export const matrixRows = (counts: readonly number[], size: number): number[][] =>
  Array.from({ length: size }, (_, row) => counts.slice(row * size, (row + 1) * size))

type Choice = {
  where: { runId: string; epoch?: number }
  orderBy: ({ epoch: 'desc' } | { split: 'asc' | 'desc' })[]
}

/** Which of the rows by epoch and split is meant; the same for matrices and predictions, so that they agree. */
export const newestOf = (runId: string, epoch: number | null): Choice =>
  epoch === null
    ? { where: { runId }, orderBy: [{ epoch: 'desc' }, { split: 'desc' }] }
    : { where: { runId, epoch }, orderBy: [{ split: 'asc' }] }
