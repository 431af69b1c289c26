'use client'

import { useMutation } from '@apollo/client/react'
import { type PublicLinkFieldsFragment, PublicLinksDocument, RevokePublicLinkDocument } from '#gql/graphql.ts'
import { whyFailed } from '../apollo/why-failed.ts'
import { dialogs, notices } from '../ui/overlays.ts'
import { whatIsShown } from './what-is-shown.ts'

export type PublicLink = PublicLinkFieldsFragment

/** Asks, by what it shows, then ends the link. */
export function useRevokeLink(): (link: PublicLink) => void {
  const [revoke] = useMutation(RevokePublicLinkDocument, { refetchQueries: [PublicLinksDocument] })
  const fail = (message: string) => notices.show({ color: 'red', title: 'The link was not revoked', message })
  const revokeIt = async ({ id }: PublicLink) => {
    try {
      const { data } = await revoke({ variables: { id } })
      const refusal = data?.revokePublicLink.userErrors[0]?.message
      if (refusal) fail(refusal)
    } catch (error) {
      fail(whyFailed(error))
    }
  }
  return (link) =>
    dialogs.confirm({
      title: 'Revoke the public link',
      children: (
        <p>Whoever has the link to {whatIsShown(link)} sees nothing any more. This cannot be undone.</p>
      ),
      labels: { confirm: 'Revoke link', cancel: 'Keep' },
      confirmProps: { color: 'red' },
      onConfirm: () => void revokeIt(link),
    })
}
