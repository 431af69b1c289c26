import { z } from 'zod'
import type { Database } from '../database.ts'
import type { Project } from '../generated/prisma/client.ts'
import { done, invalid, type Outcome, refused } from '../outcome.ts'
import { firstFree, name, slugOf } from './name-and-slug.ts'

const input = z.object({ workspaceId: z.string(), name })

/** Makes a project. Its slug, for addresses, is made from the name and is unique in its workspace. */
export async function createProject(db: Database, raw: z.input<typeof input>): Promise<Outcome<Project>> {
  const parsed = input.safeParse(raw)
  if (!parsed.success) return invalid(parsed.error)
  const { workspaceId, name } = parsed.data
  const base = slugOf(name, 'project')
  const taken = await db.project.findMany({
    where: { workspaceId, slug: { startsWith: base } },
    select: { slug: true },
  })
  const slug = firstFree(base, new Set(taken.map((project) => project.slug)))
  const [project] = await db.project.createManyAndReturn({
    data: [{ workspaceId, name, slug }],
    skipDuplicates: true,
  })
  if (project) return done(project)
  return refused(['name'], 'another project of this name was made at the same moment: try again', 'CONFLICT')
}
