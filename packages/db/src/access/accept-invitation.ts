import type { Database } from '../database.ts'
import type { Member } from '../generated/prisma/client.ts'
import { invalid, type Outcome, refused } from '../outcome.ts'
import { createPerson, type HashPassword, type Person, person } from './create-person.ts'
import { hashOfKey } from './hash-of-key.ts'

/** Lets the person in who holds the link of an invitation, once. */
export async function acceptInvitation(
  db: Database,
  token: string,
  raw: Person,
  hashPassword: HashPassword,
): Promise<Outcome<Member>> {
  const hash = hashOfKey(token)
  const open = { hash, expiresAt: { gt: new Date() } }
  // Before the password is hashed, which is meant to be slow: strangers cannot make the server do it.
  if ((await db.invitation.count({ where: open })) === 0) return used()
  const parsed = person.safeParse(raw)
  if (!parsed.success) return invalid(parsed.error)
  const { password, ...rest } = parsed.data
  const passwordHash = await hashPassword(password)
  return db.$transaction(async (tx) => {
    // Two who use the link at once wait for each other, and the second finds it gone.
    await tx.$executeRaw`SELECT 1 FROM "invitation" WHERE "hash" = ${hash} FOR UPDATE`
    const invitation = await tx.invitation.findFirst({ where: open })
    if (!invitation) return used()
    const made = await createPerson(tx, { ...rest, credential: { passwordHash }, role: invitation.role })
    if (!made.ok) return made
    await tx.invitation.delete({ where: { id: invitation.id } })
    return made
  })
}

const used = () =>
  refused(['token'], 'this link was used, taken back or is too old: ask for a new one', 'NOT_FOUND')
