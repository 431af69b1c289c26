import type { Database } from '../database.ts'
import type { Member } from '../generated/prisma/client.ts'

/** Who is behind a session. */
export const findMember = (db: Database, id: string): Promise<Member | null> =>
  db.member.findUnique({ where: { id } })
