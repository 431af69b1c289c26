import type { Database } from '../database.ts'
import type { KnownApiKey } from './find-api-key.ts'

/** Keys that still let somebody in, newest first: of one member, or of everybody. */
export const listApiKeys = (db: Database, memberId?: string): Promise<KnownApiKey[]> =>
  db.apiKey.findMany({
    where: { revokedAt: null, ...(memberId !== undefined && { memberId }) },
    include: { member: true },
    orderBy: { id: 'desc' },
  })
