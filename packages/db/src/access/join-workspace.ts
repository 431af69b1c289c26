import type { Database, Transaction } from '../database.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { MOST_WORKSPACES, type SeenWorkspace } from '../workspaces/seen-workspace.ts'
import { hashOfKey } from './hash-of-key.ts'
import { lockMembers } from './lock-members.ts'
import { lockInvitation, usedInvitation } from './open-invitation.ts'

/** Lets a member into a further workspace who holds the link of an invitation to it, once. */
export async function joinWorkspace(
  db: Database,
  { token, memberId }: { readonly token: string; readonly memberId: string },
): Promise<Outcome<SeenWorkspace>> {
  return db.$transaction((tx) => joinBy(tx, { hash: hashOfKey(token), memberId }))
}

/** The same within a transaction, by the hash of the link's secret. */
export async function joinBy(
  tx: Transaction,
  { hash, memberId }: { readonly hash: Uint8Array<ArrayBuffer>; readonly memberId: string },
): Promise<Outcome<SeenWorkspace>> {
  await lockMembers(tx)
  const invitation = await lockInvitation(tx, hash)
  if (!invitation) return usedInvitation()
  const { workspaceId, role } = invitation
  const where = { memberId }
  if ((await tx.membership.count({ where: { ...where, workspaceId } })) > 0)
    return refused(['token'], 'you are in this workspace already: the link is for somebody else', 'CONFLICT')
  if ((await tx.membership.count({ where })) >= MOST_WORKSPACES)
    return refused(['token'], `a person may be in ${MOST_WORKSPACES} workspaces at most`, 'CONFLICT')
  await tx.membership.create({ data: { workspaceId, memberId, role } })
  await tx.invitation.delete({ where: { id: invitation.id } })
  const workspace = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId } })
  return done({ ...workspace, role })
}
