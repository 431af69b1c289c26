import { z } from 'zod'
import type { Database } from '../database.ts'
import type { Member, Prisma, PublicLink } from '../generated/prisma/client.ts'

/** A link with which runs it still shows, in their order. */
export type ListedPublicLink = PublicLink & {
  readonly createdBy: Member | null
  readonly runs: readonly { readonly runId: string }[]
}

export const withRuns = {
  createdBy: true,
  runs: { select: { runId: true }, orderBy: { place: 'asc' } },
} as const satisfies Prisma.PublicLinkInclude

/** So many links are listed; older ones can be revoked by their ids. */
const MOST = 200

/** Links to runs of a workspace, or to one of them, newest first. One whose runs are all deleted shows nothing and is left out. */
export async function listPublicLinks(
  db: Database,
  workspaceId: string,
  runId: string | null,
): Promise<ListedPublicLink[]> {
  if (runId !== null && !z.uuid().safeParse(runId).success) return []
  return db.publicLink.findMany({
    where: { workspaceId, runs: { some: runId === null ? {} : { runId } } },
    include: withRuns,
    orderBy: { id: 'desc' },
    take: MOST,
  })
}
