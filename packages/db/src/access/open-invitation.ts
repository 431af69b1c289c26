import type { Transaction } from '../database.ts'
import type { Invitation } from '../generated/prisma/client.ts'
import { refused } from '../outcome.ts'

/** An invitation that may still be used. Of two who use it at once, the second waits, and finds it gone. */
export async function lockInvitation(
  tx: Transaction,
  hash: Uint8Array<ArrayBuffer>,
): Promise<Invitation | null> {
  await tx.$executeRaw`SELECT 1 FROM "invitation" WHERE "hash" = ${hash} FOR UPDATE`
  return tx.invitation.findFirst({ where: { hash, expiresAt: { gt: new Date() } } })
}

export const usedInvitation = () =>
  refused(['token'], 'this link was used, taken back or is too old: ask for a new one', 'NOT_FOUND')
