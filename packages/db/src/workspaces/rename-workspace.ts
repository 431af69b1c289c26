import { z } from 'zod'
import type { Database } from '../database.ts'
import type { Workspace } from '../generated/prisma/client.ts'
import { done, invalid, type Outcome, refused } from '../outcome.ts'
import { name } from '../projects/name-and-slug.ts'

const input = z.object({ id: z.string(), name })

/** Calls a workspace something else. Its slug stays, so that addresses and scripts find it as before. */
export async function renameWorkspace(db: Database, raw: z.input<typeof input>): Promise<Outcome<Workspace>> {
  const parsed = input.safeParse(raw)
  if (!parsed.success) return invalid(parsed.error)
  const { id, name } = parsed.data
  const [renamed] = await db.workspace.updateManyAndReturn({ where: { id }, data: { name } })
  return renamed ? done(renamed) : refused(['id'], 'there is no such workspace', 'NOT_FOUND')
}
