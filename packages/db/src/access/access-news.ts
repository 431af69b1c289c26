import type { Transaction } from '../database.ts'

/**
 * Tells every API process whose way in has changed: the payload is the id of an API key or a session that has ended, of
 * a member who is in other workspaces or has another role, or of a workspace.
 */
export const ACCESS_CHANNEL = 'atelier_access'

/** Told to listeners when the transaction commits. */
export async function notifyAccessEnded(tx: Transaction, keyId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${ACCESS_CHANNEL}, ${keyId})`
}
