import { z } from 'zod'
import type { Database } from '../database.ts'

const uuid = z.uuid()
const known = (ids: readonly string[]): string[] => ids.filter((id) => uuid.safeParse(id).success)

/** The workspaces that projects belong to, by project; without those that do not exist. */
export async function findPlacesOfProjects(
  db: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = await db.project.findMany({
    where: { id: { in: known(ids) } },
    select: { id: true, workspaceId: true },
  })
  return new Map(found.map(({ id, workspaceId }) => [id, workspaceId]))
}

/** The ids of the projects of a workspace. */
export async function findProjectIds(db: Database, workspaceId: string): Promise<string[]> {
  const found = await db.project.findMany({ where: { workspaceId }, select: { id: true } })
  return found.map(({ id }) => id)
}

/** The workspaces that runs belong to, by run; without those that do not exist. */
export async function findPlacesOfRuns(
  db: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = await db.$queryRaw<{ id: string; workspaceId: string }[]>`
    SELECT run.id, project.workspace_id AS "workspaceId" FROM run JOIN project ON project.id = run.project_id
    WHERE run.id = ANY(${known(ids)}::uuid[])`
  return new Map(found.map(({ id, workspaceId }) => [id, workspaceId]))
}
