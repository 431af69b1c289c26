import { z } from 'zod'
import type { Database } from '../database.ts'
import type { Artifact } from '../generated/prisma/client.ts'

const uuid = z.uuid()

/** What is recorded of a stored file. Null when the run has none of that name, also for an id of another form. */
export async function findArtifact(db: Database, runId: string, name: string): Promise<Artifact | null> {
  return uuid.safeParse(runId).success
    ? db.artifact.findUnique({ where: { runId_name: { runId, name } } })
    : null
}
