'use client'

import { Button } from '@mantine/core'
import type { InvitationsQuery } from '#gql/graphql.ts'
import { Age } from '../ui/age.tsx'
import { ExactTime } from '../ui/exact-time.tsx'
import table from '../ui/table.module.css'
import { roleNames } from '../viewer/viewer.ts'

export type Invitation = InvitationsQuery['invitations'][number]

type Props = { readonly invitations: readonly Invitation[]; readonly onRevoke: (one: Invitation) => unknown }

/** Links that were made and not used yet. */
export function InvitationTable({ invitations, onRevoke }: Props) {
  return (
    <table className={table.table} aria-label="Open invitations">
      <thead>
        <tr>
          <th>Comes in as</th>
          <th className={table.wide}>Made by</th>
          <th>Made</th>
          <th className={table.wide}>Works until</th>
          <th>
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {invitations.map((invitation) => (
          <tr key={invitation.id}>
            <td className={table.name}>{roleNames[invitation.role]}</td>
            <td className={`${table.wide} ${table.quiet}`}>{invitation.createdBy?.name ?? '–'}</td>
            <td className={table.quiet}>
              <Age at={invitation.createdAt} />
            </td>
            <td className={`${table.wide} ${table.quiet}`}>
              <ExactTime at={invitation.expiresAt} />
            </td>
            <td>
              <Button
                variant="default"
                size="compact-xs"
                className={table.danger ?? ''}
                onClick={() => onRevoke(invitation)}
              >
                Revoke
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
