import { hashOfKey } from '../access/hash-of-key.ts'
import type { Database } from '../database.ts'
import type { Run } from '../generated/prisma/client.ts'

/** A link's secret: 256 bits in base64url. */
const TOKEN = /^[\w-]{43}$/

/** The runs that a link shows, in their order; null for one that was revoked, never was, or has nothing left to show. */
export async function findSharedRuns(db: Database, token: string): Promise<Run[] | null> {
  if (!TOKEN.test(token)) return null
  const rows = await db.publicLinkRun.findMany({
    where: { link: { hash: hashOfKey(token) } },
    include: { run: true },
    orderBy: { place: 'asc' },
  })
  return rows.length === 0 ? null : rows.map(({ run }) => run)
}
