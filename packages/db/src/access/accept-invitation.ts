import type { Database } from '../database.ts'
import { invalid, type Outcome } from '../outcome.ts'
import { createPerson, type HashPassword, type Person, person } from './create-person.ts'
import { hashOfKey } from './hash-of-key.ts'
import type { ListedMember } from './memberships.ts'
import { lockInvitation, usedInvitation } from './open-invitation.ts'

/** Lets the person in who holds the link of an invitation, once. */
export async function acceptInvitation(
  db: Database,
  token: string,
  raw: Person,
  hashPassword: HashPassword,
): Promise<Outcome<ListedMember>> {
  const hash = hashOfKey(token)
  // Before the password is hashed, which is meant to be slow: strangers cannot make the server do it.
  if ((await db.invitation.count({ where: { hash, expiresAt: { gt: new Date() } } })) === 0)
    return usedInvitation()
  const parsed = person.safeParse(raw)
  if (!parsed.success) return invalid(parsed.error)
  const { password, ...rest } = parsed.data
  const passwordHash = await hashPassword(password)
  return db.$transaction(async (tx) => {
    const invitation = await lockInvitation(tx, hash)
    if (!invitation) return usedInvitation()
    const { workspaceId, role } = invitation
    const made = await createPerson(tx, {
      ...rest,
      credential: { passwordHash },
      memberships: [{ workspaceId, role }],
    })
    if (!made.ok) return made
    await tx.invitation.delete({ where: { id: invitation.id } })
    return made
  })
}
