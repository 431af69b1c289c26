import type { Database } from '../database.ts'
import type { ApiKey, Member } from '../generated/prisma/client.ts'
import { type SeenWorkspace, seenBy, withWorkspaces } from '../workspaces/seen-workspace.ts'
import { hashOfKey } from './hash-of-key.ts'

export type KnownApiKey = ApiKey & { readonly member: Member; readonly workspaces: readonly SeenWorkspace[] }

const KEY = /^atl_[\w-]{43}$/
const NOTE_USE_EVERY_MILLISECONDS = 60_000

/** The key that a script shows, with whose it is; null when there is none such or it was revoked. Notes its use, to the minute. */
export async function findApiKey(db: Database, secret: string): Promise<KnownApiKey | null> {
  if (!KEY.test(secret)) return null
  const key = await db.apiKey.findUnique({
    where: { hash: hashOfKey(secret) },
    include: { member: { include: withWorkspaces } },
  })
  if (!key || key.revokedAt) return null
  const now = new Date()
  if (!key.lastUsedAt || now.getTime() - key.lastUsedAt.getTime() > NOTE_USE_EVERY_MILLISECONDS)
    await db.apiKey.updateMany({ where: { id: key.id }, data: { lastUsedAt: now } })
  return { ...key, workspaces: seenBy(key.member) }
}
