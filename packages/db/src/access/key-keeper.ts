import type { Prisma } from '../generated/prisma/client.ts'

/**
 * Whose keys somebody has to do with: their own, and those of people who are in no workspace but ones that they own. A
 * person who is in another team as well is out of the hands of both.
 */
export type KeyKeeper = { readonly memberId: string; readonly owns: readonly string[] }

export const keptBy = ({ memberId, owns }: KeyKeeper): Prisma.ApiKeyWhereInput => ({
  OR: [{ memberId }, { member: { memberships: { every: { workspaceId: { in: [...owns] } } } } }],
})
