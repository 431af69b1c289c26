import { z } from 'zod'
import type { Database } from '../database.ts'
import type { Invitation } from '../generated/prisma/client.ts'
import { done, type Outcome, refused } from '../outcome.ts'

/** Takes a link back, to one of some workspaces, that nobody has used yet. */
export async function revokeInvitation(
  db: Database,
  id: string,
  workspaceIds: readonly string[],
): Promise<Outcome<Invitation>> {
  if (!z.uuid().safeParse(id).success) return unknown()
  return db.$transaction(async (tx) => {
    const invitation = await tx.invitation.findFirst({
      where: { id, workspaceId: { in: [...workspaceIds] } },
    })
    if (!invitation) return unknown()
    await tx.invitation.deleteMany({ where: { id } })
    return done(invitation)
  })
}

const unknown = () => refused(['id'], 'there is no such invitation', 'NOT_FOUND')
