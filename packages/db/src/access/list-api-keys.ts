import type { Database } from '../database.ts'
import type { KnownApiKey } from './find-api-key.ts'

/** Every key that still lets somebody in, newest first. */
export const listApiKeys = (db: Database): Promise<KnownApiKey[]> =>
  db.apiKey.findMany({ where: { revokedAt: null }, include: { member: true }, orderBy: { id: 'desc' } })
