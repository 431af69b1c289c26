import { z } from 'zod'
import type { Database, Transaction } from '../database.ts'
import type { Member, Membership } from '../generated/prisma/client.ts'
import type { Role } from '../generated/prisma/enums.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { lockMembers } from './lock-members.ts'
import { removeHomeless } from './remove-homeless.ts'

/** Somebody in a workspace. */
export type ListedMember = Membership & { readonly member: Member }

/** Which member of which workspace. */
export type MemberIn = { readonly workspaceId: string; readonly memberId: string }

/** Everybody who is in a workspace, and the accounts of scripts; in the order in which they came. */
export const listMembers = (db: Database, workspaceId: string): Promise<ListedMember[]> =>
  db.membership.findMany({
    where: { workspaceId },
    include: { member: true },
    orderBy: [{ createdAt: 'asc' }, { memberId: 'asc' }],
  })

/** Gives a member another role in a workspace, from their next request on. The last owner stays one. */
export async function changeMemberRole(
  db: Database,
  who: MemberIn,
  role: Role,
): Promise<Outcome<ListedMember>> {
  return withMember(db, who, async (tx, { member, ...membership }) => {
    if (role !== 'OWNER' && (await isLastOwner(tx, membership))) return lastOwner()
    const changed = await tx.membership.update({ where: { workspaceId_memberId: who }, data: { role } })
    return done({ ...changed, member })
  })
}

/**
 * Takes a member out of a workspace, with the invitations that they made there; what else they made stays. Who is in no
 * other workspace is let in no more. The last owner cannot go.
 */
export async function removeMember(db: Database, who: MemberIn): Promise<Outcome<ListedMember>> {
  return withMember(db, who, async (tx, membership) => {
    if (await isLastOwner(tx, membership)) return lastOwner()
    await removeFrom(tx, who)
    await removeHomeless(tx, [who.memberId])
    return done(membership)
  })
}

/** Has a member leave a workspace. They must be in another, since they would be let in no more. */
export async function leaveWorkspace(db: Database, who: MemberIn): Promise<Outcome<ListedMember>> {
  return withMember(db, who, async (tx, membership) => {
    if (await isLastOwner(tx, membership)) return lastOwner()
    if ((await tx.membership.count({ where: { memberId: who.memberId } })) < 2)
      return refused(['id'], 'you are in no other workspace: make or join another one first', 'CONFLICT')
    await removeFrom(tx, who)
    return done(membership)
  })
}

async function removeFrom(tx: Transaction, { workspaceId, memberId }: MemberIn): Promise<void> {
  await tx.invitation.deleteMany({ where: { workspaceId, createdById: memberId } })
  await tx.membership.delete({ where: { workspaceId_memberId: { workspaceId, memberId } } })
}

async function withMember(
  db: Database,
  { workspaceId, memberId }: MemberIn,
  work: (tx: Transaction, membership: ListedMember) => Promise<Outcome<ListedMember>>,
): Promise<Outcome<ListedMember>> {
  if (!z.uuid().safeParse(memberId).success) return unknown()
  return db.$transaction(async (tx) => {
    await lockMembers(tx)
    const membership = await tx.membership.findUnique({
      where: { workspaceId_memberId: { workspaceId, memberId } },
      include: { member: true },
    })
    return membership ? work(tx, membership) : unknown()
  })
}

/** Accounts of scripts do not count: nobody can sign in with them. */
const isLastOwner = async (
  tx: Transaction,
  { role, workspaceId, memberId }: Pick<Membership, 'role' | 'workspaceId' | 'memberId'>,
): Promise<boolean> =>
  role === 'OWNER' &&
  (await tx.membership.count({
    where: { workspaceId, role: 'OWNER', memberId: { not: memberId }, member: { accounts: { some: {} } } },
  })) === 0

const unknown = () => refused(['userId'], 'there is no such member', 'NOT_FOUND')
const lastOwner = () =>
  refused(['userId'], 'this is the last owner: make somebody else one first', 'CONFLICT')
