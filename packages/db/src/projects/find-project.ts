import type { Database } from '../database.ts'
import type { Prisma, Project } from '../generated/prisma/client.ts'

/** The project of a slug in a workspace, with what the query names. Null when there is none. */
export async function findProject(
  db: Database,
  { workspaceId, slug }: { readonly workspaceId: string; readonly slug: string },
  query: { readonly include?: Prisma.ProjectInclude } = {},
): Promise<Project | null> {
  return db.project.findUnique({ where: { workspaceId_slug: { workspaceId, slug } }, ...query })
}
