import { z } from 'zod'
import type { Database } from '../database.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { type ListedPublicLink, withRuns } from './list-public-links.ts'

/** Ends a link to runs of one of some workspaces: from then on it shows nothing to anybody. */
export async function revokePublicLink(
  db: Database,
  id: string,
  workspaceIds: readonly string[],
): Promise<Outcome<ListedPublicLink>> {
  if (!z.uuid().safeParse(id).success) return unknown()
  return db.$transaction(async (tx) => {
    const where = { id, workspaceId: { in: [...workspaceIds] } }
    const link = await tx.publicLink.findFirst({ where, include: withRuns })
    if (!link) return unknown()
    await tx.publicLink.deleteMany({ where: { id } })
    return done(link)
  })
}

const unknown = () => refused(['id'], 'there is no such link', 'NOT_FOUND')
