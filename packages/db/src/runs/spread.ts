import { Prisma } from '../generated/prisma/client.ts'

const { sql } = Prisma

/**
 * Whether a numbered row is one of at most `most` that lie evenly among all, the first and the last among them: `place`
 * counts from 0 up to `last`, both 64 bits wide.
 */
export const isSpread = (most: number): Prisma.Sql => {
  if (most <= 1) return sql`place = last`
  // Whose stretch, of `most - 1` equally long ones, is another than that of the row before.
  const stretch = (place: Prisma.Sql) => sql`${place} * ${most - 1}::int / nullif(last, 0)`
  return sql`
    (last < ${most}::int OR place = 0 OR ${stretch(sql`place`)} <> ${stretch(sql`(place - 1)`)})`
}
