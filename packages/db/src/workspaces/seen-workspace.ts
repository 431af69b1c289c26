import type { Database } from '../database.ts'
import type { Prisma, Workspace } from '../generated/prisma/client.ts'
import type { Role } from '../generated/prisma/enums.ts'

/** A workspace, with what somebody may do in it. */
export type SeenWorkspace = Workspace & { readonly role: Role }

/** Workspaces that one person may be in: all of them are read with whoever asks. */
export const MOST_WORKSPACES = 100

export const oldestFirst = [
  { createdAt: 'asc' },
  { id: 'asc' },
] satisfies Prisma.WorkspaceOrderByWithRelationInput[]

/** What to load with a member for `seenBy`. */
export const withWorkspaces = {
  memberships: {
    include: { workspace: true },
    orderBy: [{ workspace: { createdAt: 'asc' } }, { workspaceId: 'asc' }],
  },
} satisfies Prisma.MemberInclude

type WithWorkspaces = {
  readonly memberships: readonly { readonly role: Role; readonly workspace: Workspace }[]
}

/** The workspaces that a member is in, oldest first. */
export const seenBy = ({ memberships }: WithWorkspaces): SeenWorkspace[] =>
  memberships.map(({ role, workspace }) => ({ ...workspace, role }))

/** Every workspace, oldest first, for whoever owns all of them. */
export async function listAllWorkspaces(db: Database): Promise<SeenWorkspace[]> {
  const all = await db.workspace.findMany({ orderBy: oldestFirst })
  return all.map((workspace) => ({ ...workspace, role: 'OWNER' }))
}

/** The workspace that was there first; those who may write in it look after the workers. Null while there is none. */
export const findFirstWorkspace = (db: Database): Promise<Workspace | null> =>
  db.workspace.findFirst({ orderBy: oldestFirst })

/** The ids of the workspaces that each of some members is in. */
export async function findWorkspacesOf(
  db: Database,
  memberIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = await db.membership.findMany({ where: { memberId: { in: [...memberIds] } } })
  const byMember = Map.groupBy(found, ({ memberId }) => memberId)
  return new Map([...byMember].map(([id, all]) => [id, new Set(all.map(({ workspaceId }) => workspaceId))]))
}
