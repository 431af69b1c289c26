import type { Transaction } from '../database.ts'

/** Whether there is anybody who can sign in and let others in. */
export const hasOwner = async (db: Transaction): Promise<boolean> =>
  (await db.member.findFirst({ where: { role: 'OWNER', accounts: { some: {} } }, select: { id: true } })) !==
  null
