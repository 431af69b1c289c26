import { z } from 'zod'
import { lockMembers } from '../access/lock-members.ts'
import { scriptsEmail } from '../access/service-account.ts'
import type { Database, Transaction } from '../database.ts'
import type { Prisma, Workspace } from '../generated/prisma/client.ts'
import { done, invalid, type Outcome, refused } from '../outcome.ts'
import { firstFree, name, slugOf } from '../projects/name-and-slug.ts'
import { MOST_WORKSPACES, oldestFirst } from './seen-workspace.ts'

const input = z.object({ name, ownerId: z.string().nullable() })

/**
 * Makes a workspace that a member owns. One that whoever sits at the machine makes (null) is owned by the owners of the
 * oldest workspace, and open to the machine's scripts.
 */
export async function createWorkspace(db: Database, raw: z.input<typeof input>): Promise<Outcome<Workspace>> {
  const parsed = input.safeParse(raw)
  if (!parsed.success) return invalid(parsed.error)
  const { name, ownerId } = parsed.data
  return db.$transaction(async (tx) => {
    await lockMembers(tx)
    const memberships =
      ownerId === null ? await asInOldest(tx) : [{ memberId: ownerId, role: 'OWNER' as const }]
    const most =
      ownerId === null
        ? await tx.workspace.count()
        : await tx.membership.count({ where: { memberId: ownerId } })
    if (most >= MOST_WORKSPACES)
      return refused(['name'], `a person may be in ${MOST_WORKSPACES} workspaces at most`, 'CONFLICT')
    const base = slugOf(name, 'workspace')
    const taken = await tx.workspace.findMany({
      where: { slug: { startsWith: base } },
      select: { slug: true },
    })
    const slug = firstFree(base, new Set(taken.map((one) => one.slug)))
    return done(
      await tx.workspace.create({ data: { name, slug, memberships: { createMany: { data: memberships } } } }),
    )
  })
}

async function asInOldest(tx: Transaction): Promise<Prisma.MembershipCreateManyWorkspaceInput[]> {
  const oldest = await tx.workspace.findFirst({
    orderBy: oldestFirst,
    include: { memberships: { where: { OR: [{ role: 'OWNER' }, { member: { email: scriptsEmail } }] } } },
  })
  return oldest?.memberships.map(({ memberId, role }) => ({ memberId, role })) ?? []
}
