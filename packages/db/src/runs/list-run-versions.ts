import type { Database } from '../database.ts'

export type RunVersion = { readonly runId: string; readonly projectId: string; readonly version: string }

/**
 * Every run with a mark that differs after any change of its row (the transaction that wrote it last), so that two
 * looks tell what was created, changed and deleted in between.
 */
export async function listRunVersions(db: Database): Promise<RunVersion[]> {
  return db.$queryRaw<RunVersion[]>`
    SELECT id AS "runId", project_id AS "projectId", xmin::text AS version FROM run`
}
