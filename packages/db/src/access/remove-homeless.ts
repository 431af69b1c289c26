import type { Transaction } from '../database.ts'

/** Takes the way in, with sessions and keys, from those members who are in no workspace any more. */
export async function removeHomeless(tx: Transaction, memberIds: readonly string[]): Promise<void> {
  await tx.member.deleteMany({ where: { id: { in: [...memberIds] }, memberships: { none: {} } } })
}
