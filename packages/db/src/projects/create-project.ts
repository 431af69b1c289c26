import { z } from 'zod'
import type { Database } from '../database.ts'
import type { Project } from '../generated/prisma/client.ts'
import { done, invalid, type Outcome, refused } from '../outcome.ts'

const input = z.object({
  name: z
    .string('must be text')
    .trim()
    .min(1, 'must not be empty')
    .max(100, 'must have at most 100 characters'),
})

/** Makes a project. Its slug, for addresses, is made from the name and is unique. */
export async function createProject(db: Database, raw: z.input<typeof input>): Promise<Outcome<Project>> {
  const parsed = input.safeParse(raw)
  if (!parsed.success) return invalid(parsed.error)
  const { name } = parsed.data
  const base = slugOf(name)
  const taken = await db.project.findMany({ where: { slug: { startsWith: base } }, select: { slug: true } })
  const slug = firstFree(base, new Set(taken.map((project) => project.slug)))
  const [project] = await db.project.createManyAndReturn({ data: [{ name, slug }], skipDuplicates: true })
  if (project) return done(project)
  return refused(['name'], 'another project of this name was made at the same moment: try again', 'CONFLICT')
}

const slugOf = (name: string): string => {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return plain.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '') || 'project'
}

function firstFree(base: string, taken: ReadonlySet<string>): string {
  if (!taken.has(base)) return base
  let suffix = 2
  while (taken.has(`${base}-${suffix}`)) suffix += 1
  return `${base}-${suffix}`
}
