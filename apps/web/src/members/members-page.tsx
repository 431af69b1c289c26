'use client'

import { Button } from '@mantine/core'
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { PageHeader } from '../ui/page-header.tsx'
import type { Viewer } from '../viewer/viewer.ts'
import { type Invitation, InvitationTable } from './invitation-table.tsx'
import { Invite } from './invite.tsx'
import { type Member, MemberTable } from './member-table.tsx'
import classes from './members.module.css'
import { useMemberChanges } from './use-member-changes.tsx'

type Props = {
  readonly viewer: Viewer
  readonly members: readonly Member[]
  readonly invitations: readonly Invitation[]
}

/** Who is let in, as what, and by which links more may come. */
export function MembersPage({ viewer, members, invitations }: Props) {
  const [inviting, setInviting] = useState(false)
  const changes = useMemberChanges()
  return (
    <>
      <PageHeader title={viewer.workspaces.length > 1 ? `Members of ${viewer.workspace.name}` : 'Members'}>
        {viewer.role === 'OWNER' && (
          <Button
            ml="auto"
            leftSection={<UserPlus size={14} aria-hidden="true" />}
            onClick={() => setInviting(true)}
          >
            Invite
          </Button>
        )}
      </PageHeader>
      <MemberTable
        members={members}
        viewer={viewer}
        onRole={changes.setRole}
        onRemove={changes.removeMember}
      />
      {invitations.length > 0 && (
        <section aria-labelledby="invitations">
          <h2 id="invitations" className={classes.heading}>
            Open invitations
          </h2>
          <InvitationTable invitations={invitations} onRevoke={changes.revokeInvitation} />
        </section>
      )}
      <Invite opened={inviting} onClose={() => setInviting(false)} />
    </>
  )
}
