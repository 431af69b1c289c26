import type { Transaction } from '../database.ts'

const MEMBERS_LOCK = 0x41_74_65_77

/**
 * One change of who is in which workspace at a time: two owners cannot remove each other at once, and nobody loses their
 * account for leaving one workspace while they join another.
 */
export async function lockMembers(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${MEMBERS_LOCK})`
}
