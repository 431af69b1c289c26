import type { Database } from '../database.ts'
import type { Project } from '../generated/prisma/client.ts'

export type ListedProject = Project & { readonly runCount: number }

/** Every project of a workspace with the number of its runs, oldest first. */
export async function listProjects(db: Database, workspaceId: string): Promise<ListedProject[]> {
  const projects = await db.project.findMany({
    where: { workspaceId },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    include: { _count: { select: { runs: true } } },
  })
  return projects.map(({ _count, ...project }) => ({ ...project, runCount: _count.runs }))
}
