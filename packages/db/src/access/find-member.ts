import type { Database } from '../database.ts'
import type { Member } from '../generated/prisma/client.ts'
import { type SeenWorkspace, seenBy, withWorkspaces } from '../workspaces/seen-workspace.ts'

/** Who is behind a session, with the workspaces that they are in. */
export async function findMember(
  db: Database,
  id: string,
): Promise<(Member & { readonly workspaces: readonly SeenWorkspace[] }) | null> {
  const member = await db.member.findUnique({ where: { id }, include: withWorkspaces })
  return member && { ...member, workspaces: seenBy(member) }
}
