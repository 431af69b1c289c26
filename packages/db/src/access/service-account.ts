import type { Database } from '../database.ts'
import type { Member } from '../generated/prisma/client.ts'

const account = { name: 'Scripts', email: 'scripts@localhost', role: 'MEMBER' } as const

/** The account of scripts that no person stands behind; made when it is first needed. */
export async function serviceAccount(db: Database): Promise<Member> {
  await db.member.createMany({ data: [account], skipDuplicates: true })
  return db.member.findUniqueOrThrow({ where: { email: account.email } })
}
