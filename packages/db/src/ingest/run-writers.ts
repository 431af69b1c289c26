import type { Transaction } from '../database.ts'

/** Notes that a start of a script logs into a run. @returns whether it is new there: a retried call is not */
export async function addWriter(tx: Transaction, runId: string, name: string): Promise<boolean> {
  const { count } = await tx.runWriter.createMany({ data: [{ runId, name }], skipDuplicates: true })
  return count > 0
}

/** Notes that this one logs no more. @returns whether another one still does */
export async function endWriter(
  tx: Transaction,
  runId: string,
  name: string | null | undefined,
): Promise<boolean> {
  if (name != null) await tx.runWriter.updateMany({ where: { runId, name }, data: { ended: true } })
  return (await tx.runWriter.count({ where: { runId, ended: false } })) > 0
}
