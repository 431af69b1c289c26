import type { Database } from '../database.ts'
import type { Member } from '../generated/prisma/client.ts'

/** Everybody who is let in, and the accounts of scripts; in the order in which they came. */
export const listMembers = (db: Database): Promise<Member[]> => db.member.findMany({ orderBy: { id: 'asc' } })
