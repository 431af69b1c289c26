import { z } from 'zod'
import type { Transaction } from '../database.ts'
import type { Member } from '../generated/prisma/client.ts'
import type { Role } from '../generated/prisma/enums.ts'
import { done, type Outcome, refused } from '../outcome.ts'

/** A person as they introduce themselves. The password is hashed by whoever checks it later. */
export const person = z.object({
  name: z
    .string('must be text')
    .trim()
    .min(1, 'must not be empty')
    .max(100, 'must have at most 100 characters'),
  email: z
    .string('must be text')
    .trim()
    .toLowerCase()
    .max(254, 'is too long')
    .pipe(z.email('is no e-mail address')),
  password: z
    .string('must be text')
    .min(10, 'must have at least 10 characters')
    .max(128, 'must have at most 128 characters'),
})
export type Person = z.input<typeof person>
export type HashPassword = (password: string) => Promise<string>

/** Lets a person in who signs in by e-mail and password. */
export async function createPerson(
  tx: Transaction,
  { name, email, passwordHash, role }: { name: string; email: string; passwordHash: string; role: Role },
): Promise<Outcome<Member>> {
  const [member] = await tx.member.createManyAndReturn({
    data: [{ name, email, role }],
    skipDuplicates: true,
  })
  if (!member) return refused(['email'], 'somebody with this address is a member already', 'CONFLICT')
  const { id } = member
  await tx.account.create({
    data: { userId: id, accountId: id, providerId: 'credential', password: passwordHash },
  })
  return done(member)
}
