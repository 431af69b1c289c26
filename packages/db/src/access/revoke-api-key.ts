import { z } from 'zod'
import type { Database } from '../database.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { notifyAccessEnded } from './access-news.ts'
import { type KeyKeeper, keptBy } from './key-keeper.ts'
import type { ListedApiKey } from './list-api-keys.ts'

/** Ends a key, one that somebody has to do with or any: whatever it holds open is closed. Revoked again, it stays as it is. */
export async function revokeApiKey(
  db: Database,
  id: string,
  keeper?: KeyKeeper,
): Promise<Outcome<ListedApiKey>> {
  if (!z.uuid().safeParse(id).success) return unknown()
  return db.$transaction(async (tx) => {
    const whose = keeper ? keptBy(keeper) : {}
    await tx.apiKey.updateMany({ where: { id, revokedAt: null, ...whose }, data: { revokedAt: new Date() } })
    const key = await tx.apiKey.findFirst({ where: { id, ...whose }, include: { member: true } })
    if (!key) return unknown()
    await notifyAccessEnded(tx, id)
    return done(key)
  })
}

const unknown = () => refused(['id'], 'there is no such key', 'NOT_FOUND')
