import { z } from 'zod'
import type { Database, Transaction } from '../database.ts'
import type { Member } from '../generated/prisma/client.ts'
import type { Role } from '../generated/prisma/enums.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { notifyAccessEnded } from './access-news.ts'

const OWNERS_LOCK = 0x41_74_65_77

/** Gives a member another role, from their next request on. The last owner stays one. */
export async function changeMemberRole(db: Database, id: string, role: Role): Promise<Outcome<Member>> {
  return withMember(db, id, async (tx, member) => {
    if (role !== 'OWNER' && (await isLastOwner(tx, member))) return lastOwner()
    const changed = await tx.member.update({ where: { id }, data: { role } })
    await notifyAccessEnded(tx, id)
    return done(changed)
  })
}

/** Takes a member's way in, with their sessions and keys; what they made stays. The last owner cannot go. */
export async function removeMember(db: Database, id: string): Promise<Outcome<Member>> {
  return withMember(db, id, async (tx, member) => {
    if (await isLastOwner(tx, member)) return lastOwner()
    return done(await tx.member.delete({ where: { id } }))
  })
}

/** One change of members at a time, so that two owners cannot remove each other at once. */
async function withMember(
  db: Database,
  id: string,
  work: (tx: Transaction, member: Member) => Promise<Outcome<Member>>,
): Promise<Outcome<Member>> {
  if (!z.uuid().safeParse(id).success) return unknown()
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${OWNERS_LOCK})`
    const member = await tx.member.findUnique({ where: { id } })
    return member ? work(tx, member) : unknown()
  })
}

/** Accounts of scripts do not count: nobody can sign in with them. */
const isLastOwner = async (tx: Transaction, { role, id }: Member): Promise<boolean> =>
  role === 'OWNER' &&
  (await tx.member.count({ where: { role: 'OWNER', id: { not: id }, accounts: { some: {} } } })) === 0

const unknown = () => refused(['userId'], 'there is no such member', 'NOT_FOUND')
const lastOwner = () =>
  refused(['userId'], 'this is the last owner: make somebody else one first', 'CONFLICT')
