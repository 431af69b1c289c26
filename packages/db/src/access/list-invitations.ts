import type { Database } from '../database.ts'
import type { Invitation, Member } from '../generated/prisma/client.ts'

export type ListedInvitation = Invitation & { readonly createdBy: Member | null }

/** Links by which somebody may still join a workspace, newest first. */
export const listInvitations = (db: Database, workspaceId: string): Promise<ListedInvitation[]> =>
  db.invitation.findMany({
    where: { workspaceId, expiresAt: { gt: new Date() } },
    include: { createdBy: true },
    orderBy: { id: 'desc' },
  })
