import { randomBytes } from 'node:crypto'
import type { Database } from '../database.ts'
import type { Role } from '../generated/prisma/enums.ts'
import { hashOfKey } from './hash-of-key.ts'
import type { ListedInvitation } from './list-invitations.ts'

/** An invitation with the secret of its link, which is shown this once. */
export type CreatedInvitation = { readonly invitation: ListedInvitation; readonly token: string }

const LASTS_MILLISECONDS = 7 * 24 * 60 * 60 * 1000

/** Makes a link by which one person may join a workspace. Only its hash is kept. */
export async function inviteMember(
  db: Database,
  asked: { readonly workspaceId: string; readonly role: Role; readonly createdById: string | null },
): Promise<CreatedInvitation> {
  const token = randomBytes(32).toString('base64url')
  const expiresAt = new Date(Date.now() + LASTS_MILLISECONDS)
  const invitation = await db.invitation.create({
    data: { ...asked, expiresAt, hash: hashOfKey(token) },
    include: { createdBy: true },
  })
  return { invitation, token }
}
