import { lockMembers } from '../access/lock-members.ts'
import { removeHomeless } from '../access/remove-homeless.ts'
import type { Database } from '../database.ts'
import type { Workspace } from '../generated/prisma/client.ts'
import { done, type Outcome, refused } from '../outcome.ts'

/**
 * Deletes a workspace that holds no runs, with its projects and invitations. People who are in no other are let in no
 * more, so whoever deletes it must be; the last workspace stays.
 * @param byId the member who wants it; null: whoever sits at the machine
 */
export async function deleteWorkspace(
  db: Database,
  { id, byId }: { readonly id: string; readonly byId: string | null },
): Promise<Outcome<Workspace>> {
  return db.$transaction(async (tx) => {
    await lockMembers(tx)
    // Its rows are locked against projects that are being made, and these against runs.
    const [locked] = await tx.$queryRaw<
      { id: string }[]
    >`SELECT id FROM workspace WHERE id = ${id}::uuid FOR UPDATE`
    if (!locked) return refused(['id'], 'there is no such workspace', 'NOT_FOUND')
    const elsewhere = { workspaceId: { not: id } }
    const others =
      byId === null
        ? await tx.workspace.count({ where: { id: { not: id } } })
        : await tx.membership.count({ where: { ...elsewhere, memberId: byId } })
    if (others === 0)
      return refused(['id'], 'you are in no other workspace: make or join another one first', 'CONFLICT')
    await tx.$executeRaw`SELECT 1 FROM project WHERE workspace_id = ${id}::uuid ORDER BY id FOR UPDATE`
    const runs = await tx.run.count({ where: { project: { workspaceId: id } } })
    if (runs > 0)
      return refused(
        ['id'],
        `the workspace holds runs (${runs.toLocaleString('en')}): delete them first`,
        'CONFLICT',
      )
    await tx.project.deleteMany({ where: { workspaceId: id } })
    const members = await tx.membership.findMany({ where: { workspaceId: id } })
    const deleted = await tx.workspace.delete({ where: { id } })
    await removeHomeless(
      tx,
      members.map(({ memberId }) => memberId),
    )
    return done(deleted)
  })
}
