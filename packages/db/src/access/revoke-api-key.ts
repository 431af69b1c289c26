import { z } from 'zod'
import type { Database } from '../database.ts'
import type { ApiKey } from '../generated/prisma/client.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { notifyAccessEnded } from './access-news.ts'

/** Ends a key, of one member or of anybody: whatever it holds open is closed. Revoked again, it stays as it is. */
export async function revokeApiKey(db: Database, id: string, memberId?: string): Promise<Outcome<ApiKey>> {
  if (!z.uuid().safeParse(id).success) return unknown()
  return db.$transaction(async (tx) => {
    const whose = memberId === undefined ? {} : { memberId }
    await tx.apiKey.updateMany({ where: { id, revokedAt: null, ...whose }, data: { revokedAt: new Date() } })
    const key = await tx.apiKey.findFirst({ where: { id, ...whose } })
    if (!key) return unknown()
    await notifyAccessEnded(tx, id)
    return done(key)
  })
}

const unknown = () => refused(['id'], 'there is no such key', 'NOT_FOUND')
