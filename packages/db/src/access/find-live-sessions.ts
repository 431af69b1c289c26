import type { Database } from '../database.ts'

/** Which of these sessions still let somebody in. */
export async function findLiveSessions(db: Database, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const sessions = await db.session.findMany({
    where: { id: { in: [...ids] }, expiresAt: { gt: new Date() } },
    select: { id: true },
  })
  return new Set(sessions.map(({ id }) => id))
}
