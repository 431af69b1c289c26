import type { Database } from '../database.ts'
import type { Member } from '../generated/prisma/client.ts'

export const scriptsEmail = 'scripts@localhost'

/** The account of scripts that no person stands behind, as a member of some workspaces; made when it is first needed. */
export async function serviceAccount(db: Database, workspaceIds: readonly string[]): Promise<Member> {
  await db.member.createMany({ data: [{ name: 'Scripts', email: scriptsEmail }], skipDuplicates: true })
  const account = await db.member.findUniqueOrThrow({ where: { email: scriptsEmail } })
  await db.membership.createMany({
    data: workspaceIds.map((workspaceId) => ({ workspaceId, memberId: account.id, role: 'MEMBER' as const })),
    skipDuplicates: true,
  })
  return account
}
