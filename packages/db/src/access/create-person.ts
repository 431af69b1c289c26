import { z } from 'zod'
import type { Transaction } from '../database.ts'
import type { Role } from '../generated/prisma/enums.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import type { ListedMember } from './memberships.ts'

export const personsName = z
  .string('must be text')
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must have at most 100 characters')
export const personsEmail = z
  .string('must be text')
  .trim()
  .toLowerCase()
  .max(254, 'is too long')
  .pipe(z.email('is no e-mail address'))

/** A person as they introduce themselves. The password is hashed by whoever checks it later. */
export const person = z.object({
  name: personsName,
  email: personsEmail,
  password: z
    .string('must be text')
    .min(10, 'must have at least 10 characters')
    .max(128, 'must have at most 128 characters'),
})
export type Person = z.input<typeof person>
export type HashPassword = (password: string) => Promise<string>

/** Better Auth's name of what it checks passwords against: an account at no provider but this server. */
export const CREDENTIAL = 'credential'

/** An account at a provider of sign-in: `accountId` is that provider's name for it, and never another person's. */
export type ProviderAccount = { readonly providerId: string; readonly accountId: string }

export type NewPerson = {
  readonly name: string
  readonly email: string
  /** Whether somebody vouches that the address is theirs. */
  readonly emailVerified?: boolean
  /** Where they are let in, and as what; at least one. */
  readonly memberships: readonly { readonly workspaceId: string; readonly role: Role }[]
  /** What they sign in with. */
  readonly credential: { readonly passwordHash: string } | ProviderAccount
}

/** Lets a person in who signs in by e-mail and password, or by a provider. @returns them in the first of their workspaces */
export async function createPerson(
  tx: Transaction,
  { name, email, emailVerified = false, memberships, credential }: NewPerson,
): Promise<Outcome<ListedMember>> {
  const [member] = await tx.member.createManyAndReturn({
    data: [{ name, email, emailVerified }],
    skipDuplicates: true,
  })
  if (!member) return refused(['email'], 'somebody with this address is a member already', 'CONFLICT')
  const { id } = member
  const account =
    'passwordHash' in credential
      ? { accountId: id, providerId: CREDENTIAL, password: credential.passwordHash }
      : { accountId: credential.accountId, providerId: credential.providerId }
  await tx.account.create({ data: { userId: id, ...account } })
  const [first] = await tx.membership.createManyAndReturn({
    data: memberships.map((membership) => ({ ...membership, memberId: id })),
  })
  if (!first) throw new Error(`${email} was let into no workspace`)
  return done({ ...first, member })
}
