import type { Database } from '../database.ts'
import { hashOfKey } from './hash-of-key.ts'

/**
 * Whether this is the secret that cookies of this database's sessions are signed with. The first one that asks decides;
 * only its hash is kept.
 */
export async function isAuthSecret(db: Database, secret: string): Promise<boolean> {
  const hash = hashOfKey(secret)
  await db.authSecret.createMany({ data: [{ hash }], skipDuplicates: true })
  const known = await db.authSecret.findFirst()
  return known !== null && Buffer.from(known.hash).equals(hash)
}

/** Has the next API process decide anew. Every session ends: its cookie would be worth nothing. @returns how many did */
export async function forgetAuthSecret(db: Database): Promise<number> {
  const [, { count }] = await db.$transaction([db.authSecret.deleteMany(), db.session.deleteMany()])
  return count
}
