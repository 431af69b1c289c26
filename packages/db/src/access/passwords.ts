import type { Database } from '../database.ts'
import type { Member } from '../generated/prisma/client.ts'
import { CREDENTIAL } from './create-person.ts'

/** Whether somebody can sign in by a password, or by a provider only. */
export async function hasPassword(db: Database, memberId: string): Promise<boolean> {
  const where = { userId: memberId, providerId: CREDENTIAL, password: { not: null } }
  return (await db.account.count({ where })) > 0
}

/**
 * Gives somebody a new password in place of the one that they had, or as another way in beside their provider, and ends
 * their sessions. Their API keys stay.
 * @returns who it was; null: nobody here has this e-mail address
 */
export async function resetPassword(
  db: Database,
  email: string,
  passwordHash: string,
): Promise<Member | null> {
  return await db.$transaction(async (tx) => {
    const member = await tx.member.findUnique({ where: { email: email.trim().toLowerCase() } })
    if (!member) return null
    const key = { providerId: CREDENTIAL, accountId: member.id }
    await tx.account.upsert({
      where: { providerId_accountId: key },
      update: { password: passwordHash },
      create: { ...key, userId: member.id, password: passwordHash },
    })
    await tx.session.deleteMany({ where: { userId: member.id } })
    return member
  })
}
