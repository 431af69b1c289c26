'use client'

import { Button } from '@mantine/core'
import type { InvitationsQuery } from '#gql/graphql.ts'
import { Age } from '../ui/age.tsx'
import { ExactTime } from '../ui/exact-time.tsx'
import { roleNames } from '../viewer/viewer.ts'
import classes from './members.module.css'

export type Invitation = InvitationsQuery['invitations'][number]

type Props = { readonly invitations: readonly Invitation[]; readonly onRevoke: (one: Invitation) => unknown }

/** Links that were made and not used yet. */
export function InvitationTable({ invitations, onRevoke }: Props) {
  return (
    <table className={classes.table} aria-label="Open invitations">
      <thead>
        <tr>
          <th>Comes in as</th>
          <th className={classes.wide}>Made by</th>
          <th>Made</th>
          <th className={classes.wide}>Works until</th>
          <th>
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {invitations.map((invitation) => (
          <tr key={invitation.id}>
            <td className={classes.name}>{roleNames[invitation.role]}</td>
            <td className={`${classes.wide} ${classes.quiet}`}>{invitation.createdBy?.name ?? '–'}</td>
            <td className={classes.quiet}>
              <Age at={invitation.createdAt} />
            </td>
            <td className={`${classes.wide} ${classes.quiet}`}>
              <ExactTime at={invitation.expiresAt} />
            </td>
            <td>
              <Button
                variant="default"
                size="compact-xs"
                className={classes.danger ?? ''}
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
