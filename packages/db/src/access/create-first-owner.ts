import type { Database } from '../database.ts'
import { invalid, type Outcome, refused } from '../outcome.ts'
import { oldestFirst } from '../workspaces/seen-workspace.ts'
import { createPerson, type HashPassword, type Person, person } from './create-person.ts'
import { hasOwner } from './has-owner.ts'
import type { ListedMember } from './memberships.ts'

const FIRST_OWNER_LOCK = 0x41_74_65_6f

/** Makes the first account, which owns everything. Refused as soon as there is an owner, also for two at once. */
export async function createFirstOwner(
  db: Database,
  raw: Person,
  hashPassword: HashPassword,
): Promise<Outcome<ListedMember>> {
  const parsed = person.safeParse(raw)
  if (!parsed.success) return invalid(parsed.error)
  const { password, ...rest } = parsed.data
  const passwordHash = await hashPassword(password)
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${FIRST_OWNER_LOCK})`
    if (await hasOwner(tx)) return refused(['token'], 'there is an owner already: sign in', 'CONFLICT')
    const workspaces = await tx.workspace.findMany({ orderBy: oldestFirst })
    const memberships = workspaces.map(({ id }) => ({ workspaceId: id, role: 'OWNER' as const }))
    return createPerson(tx, { ...rest, credential: { passwordHash }, memberships })
  })
}
