import type { Database } from '../database.ts'
import type { ApiKey, Member } from '../generated/prisma/client.ts'
import { type KeyKeeper, keptBy } from './key-keeper.ts'

export type ListedApiKey = ApiKey & { readonly member: Member }

/** Keys that still let somebody in, newest first: those that somebody has to do with, or all of them. */
export const listApiKeys = (db: Database, keeper?: KeyKeeper): Promise<ListedApiKey[]> =>
  db.apiKey.findMany({
    where: { revokedAt: null, ...(keeper && keptBy(keeper)) },
    include: { member: true },
    orderBy: { id: 'desc' },
  })
