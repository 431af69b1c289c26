import type { Role } from '@atelier/db'
import { makeKey } from './ask-field.ts'
import type { TestApi } from './start-api.ts'

export type Person = { readonly id: string; readonly authorization: string }
let people = 0

/** Somebody who could sign in and has these roles by workspace, with a key of theirs. */
export async function personIn(api: TestApi, roles: Readonly<Record<string, Role>>): Promise<Person> {
  const name = `person-${++people}`
  const { id } = await api.db.member.create({
    data: {
      ...{ name, email: `${name}@example.org` },
      accounts: { create: { providerId: 'credential', accountId: name } },
      memberships: {
        createMany: { data: Object.entries(roles).map(([workspaceId, role]) => ({ workspaceId, role })) },
      },
    },
  })
  return { id, authorization: (await makeKey(api, id, 'WRITE')).authorization }
}

/** The headers of somebody, in a workspace or where they are. */
export const as = ({ authorization }: Person, workspace?: string) => ({
  authorization,
  ...(workspace !== undefined && { 'x-atelier-workspace': workspace }),
})
