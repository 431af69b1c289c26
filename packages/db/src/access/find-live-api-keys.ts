import type { Database } from '../database.ts'

/** Which of these keys still let somebody in. */
export async function findLiveApiKeys(db: Database, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const keys = await db.apiKey.findMany({
    where: { id: { in: [...ids] }, revokedAt: null },
    select: { id: true },
  })
  return new Set(keys.map(({ id }) => id))
}
