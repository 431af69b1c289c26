import { z } from 'zod'

/** What projects and workspaces are called. */
export const name = z
  .string('must be text')
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must have at most 100 characters')

/** A name as addresses carry it: letters, digits and hyphens. */
export const slugOf = (name: string, otherwise: string): string => {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return plain.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '') || otherwise
}

/** The slug, with a number behind it if it is taken. */
export function firstFree(slug: string, taken: ReadonlySet<string>): string {
  if (!taken.has(slug)) return slug
  let suffix = 2
  while (taken.has(`${slug}-${suffix}`)) suffix += 1
  return `${slug}-${suffix}`
}
