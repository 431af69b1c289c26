import type { Transaction } from '../database.ts'

/** Whether there is anybody who can sign in and let others in. */
export const hasOwner = async (db: Transaction): Promise<boolean> =>
  (await db.membership.findFirst({
    where: { role: 'OWNER', member: { accounts: { some: {} } } },
    select: { memberId: true },
  })) !== null
