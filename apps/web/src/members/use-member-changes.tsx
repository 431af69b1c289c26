'use client'

import { useMutation } from '@apollo/client/react'
import {
  ChangeMemberRoleDocument,
  InvitationsDocument,
  MembersDocument,
  RemoveMemberDocument,
  RevokeInvitationDocument,
} from '#gql/graphql.ts'
import { whyFailed } from '../apollo/why-failed.ts'
import { dialogs, notices } from '../ui/overlays.ts'
import { roleNames, type Viewer } from '../viewer/viewer.ts'
import type { Invitation } from './invitation-table.tsx'
import type { Member } from './member-table.tsx'

type UserErrors = readonly { readonly message: string }[]

/** What changes who is let in: asks, where it cannot be undone, does it, and says when it was not done. */
export function useMemberChanges() {
  const again = { refetchQueries: [MembersDocument, InvitationsDocument] }
  const [setRole] = useMutation(ChangeMemberRoleDocument, again)
  const [remove] = useMutation(RemoveMemberDocument, again)
  const [revoke] = useMutation(RevokeInvitationDocument, again)
  return {
    setRole: ({ user }: Member, role: Viewer['role']) =>
      attempt(`${user.name} is not ${roleNames[role].toLowerCase()}`, async () => {
        const { data } = await setRole({ variables: { userId: user.id, role } })
        return data?.changeMemberRole.userErrors
      }),
    removeMember: ({ user }: Member) =>
      ask(
        `Remove ${user.name}`,
        `${user.name} sees nothing of this workspace any more. If they are in no other, they are signed out everywhere and their API keys stop working. What they made stays.`,
        'Remove member',
        () =>
          attempt(`${user.name} was not removed`, async () => {
            const { data } = await remove({ variables: { userId: user.id } })
            return data?.removeMember.userErrors
          }),
      ),
    revokeInvitation: ({ id, role }: Invitation) =>
      ask(
        'Revoke invitation',
        `The link that lets a person in as ${roleNames[role].toLowerCase()} stops working.`,
        'Revoke invitation',
        () =>
          attempt('The invitation was not revoked', async () => {
            const { data } = await revoke({ variables: { id } })
            return data?.revokeInvitation.userErrors
          }),
      ),
  }
}

async function attempt(failure: string, change: () => Promise<UserErrors | undefined>) {
  const fail = (message: string) => notices.show({ color: 'red', title: failure, message })
  try {
    const refusal = (await change())?.[0]?.message
    if (refusal) fail(refusal)
  } catch (error) {
    fail(whyFailed(error))
  }
}

const ask = (title: string, what: string, confirm: string, onConfirm: () => Promise<unknown>) =>
  dialogs.confirm({
    title,
    children: <p>{what}</p>,
    labels: { confirm, cancel: 'Keep' },
    confirmProps: { color: 'red' },
    onConfirm: () => void onConfirm(),
  })
