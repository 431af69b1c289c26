import { randomBytes } from 'node:crypto'
import { hashOfKey } from '../access/hash-of-key.ts'
import type { Database } from '../database.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { type ListedPublicLink, withRuns } from './list-public-links.ts'

/** A link with its secret, which is shown this once. */
export type CreatedPublicLink = { readonly link: ListedPublicLink; readonly token: string }

/** So many runs a comparison can show beside one another. */
export const MOST_SHARED_RUNS = 20

/** Makes a link that shows some runs of a workspace, in their order, to whoever has it. Only its hash is kept. */
export async function createPublicLink(
  db: Database,
  asked: {
    readonly workspaceId: string
    readonly runIds: readonly string[]
    readonly createdById: string | null
  },
): Promise<Outcome<CreatedPublicLink>> {
  const { runIds, ...data } = asked
  const ids = [...new Set(runIds)]
  if (ids.length === 0) return refused(['runIds'], 'must name a run', 'INVALID_VALUE')
  if (ids.length > MOST_SHARED_RUNS)
    return refused(['runIds'], `must name at most ${MOST_SHARED_RUNS} runs`, 'INVALID_VALUE')
  const token = randomBytes(32).toString('base64url')
  return db.$transaction(async (tx) => {
    // Whoever deletes one of them waits until the link is there, and takes it out of it.
    const there = await tx.$queryRaw<
      unknown[]
    >`SELECT 1 FROM "run" WHERE "id" = ANY(${ids}::uuid[]) FOR KEY SHARE`
    if (there.length < ids.length) return refused(['runIds'], 'there is no such run', 'NOT_FOUND')
    const runs = { create: ids.map((runId, place) => ({ runId, place })) }
    const link = await tx.publicLink.create({
      data: { ...data, hash: hashOfKey(token), runs },
      include: withRuns,
    })
    return done({ link, token })
  })
}
