import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Database } from '../database.ts'
import { done, invalid, type Outcome } from '../outcome.ts'
import { hashOfKey } from './hash-of-key.ts'
import type { ListedApiKey } from './list-api-keys.ts'

const input = z.object({
  name: z
    .string('must be text')
    .trim()
    .min(1, 'must not be empty')
    .max(100, 'must have at most 100 characters'),
  scope: z.enum(['READ', 'WRITE'], 'must be read or write'),
})

/** A key that was just made, with what its holder must keep: it is shown this once. */
export type CreatedApiKey = { readonly key: ListedApiKey; readonly secret: string }

/** Characters of a key that stay readable in lists: its prefix and the first of its 43 random ones. */
const SHOWN = 8

/** Makes a key of 256 random bits for a member. Only its hash is kept. */
export async function createApiKey(
  db: Database,
  memberId: string,
  raw: { readonly name: string; readonly scope: string },
): Promise<Outcome<CreatedApiKey>> {
  const parsed = input.safeParse(raw)
  if (!parsed.success) return invalid(parsed.error)
  const secret = `atl_${randomBytes(32).toString('base64url')}`
  const key = await db.apiKey.create({
    data: { ...parsed.data, memberId, start: secret.slice(0, SHOWN), hash: hashOfKey(secret) },
    include: { member: true },
  })
  return done({ key, secret })
}
