import type { Database, Transaction } from '../database.ts'
import type { Role } from '../generated/prisma/enums.ts'
import { done, invalid, type Outcome, refused } from '../outcome.ts'
import { oldestFirst } from '../workspaces/seen-workspace.ts'
import { createPerson, type ProviderAccount, personsEmail, personsName } from './create-person.ts'
import { hasOwner } from './has-owner.ts'
import { joinBy } from './join-workspace.ts'
import { lockInvitation } from './open-invitation.ts'

/** A person whom a provider of sign-in has just recognized. */
export type ProvidersPerson = {
  readonly account: ProviderAccount
  /** As they are called there; without it the address's first part. */
  readonly name: string | undefined
  readonly email: string
  /** Whether the provider vouches that the address is theirs. */
  readonly emailVerified: boolean
  /** Hash of the secret of the invitation whose link they opened. */
  readonly invitation: Uint8Array<ArrayBuffer> | undefined
}

/** Who comes in without an invitation: people with a verified address in one of these domains, to the oldest workspace in that role. */
export type AdmissionRules = { readonly domains: readonly string[]; readonly role: Role }

const NAME_LENGTH = 100

/**
 * Makes a person a member whom a provider recognized, if they hold an invitation or their domain is allowed. Whoever has
 * that account already is brought where their invitation leads, if they hold one. Whoever has the address stays as they
 * are: whether the two belong together is not judged here.
 */
export async function admitByProvider(
  db: Database,
  person: ProvidersPerson,
  rules: AdmissionRules,
): Promise<Outcome<null>> {
  const parsed = personsEmail.safeParse(person.email)
  if (!parsed.success) return invalid(parsed.error)
  const email = parsed.data
  const called = personsName.safeParse(person.name?.trim().slice(0, NAME_LENGTH))
  const name = called.success ? called.data : (email.split('@')[0] ?? email).slice(0, NAME_LENGTH)
  const { account, emailVerified } = person
  return db.$transaction(async (tx) => {
    // Somebody who presses twice comes in once.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${email}, 0))`
    const known = await tx.account.findUnique({ where: { providerId_accountId: account } })
    if (known) {
      if (person.invitation) await joinBy(tx, { hash: person.invitation, memberId: known.userId })
      return done(null)
    }
    if ((await tx.member.count({ where: { email } })) > 0) return done(null)
    if (!(await hasOwner(tx))) return refused(['email'], 'there is no owner yet', 'CONFLICT')
    const invitation = person.invitation && (await lockInvitation(tx, person.invitation))
    const domain = email.slice(email.lastIndexOf('@') + 1)
    const isAllowed = emailVerified && rules.domains.includes(domain)
    const place =
      invitation ?? (isAllowed ? { workspaceId: await oldestWorkspace(tx), role: rules.role } : undefined)
    if (place === undefined) return refused(['email'], 'this person was not invited', 'NOT_FOUND')
    const { workspaceId, role } = place
    const memberships = [{ workspaceId, role }]
    const made = await createPerson(tx, { name, email, emailVerified, memberships, credential: account })
    if (!made.ok) return made
    if (invitation) await tx.invitation.delete({ where: { id: invitation.id } })
    return done(null)
  })
}

const oldestWorkspace = async (tx: Transaction): Promise<string> =>
  (await tx.workspace.findFirstOrThrow({ orderBy: oldestFirst })).id
