'use client'

import { skipToken, useSuspenseQuery } from '@apollo/client/react'
import { InvitationsDocument, MembersDocument } from '#gql/graphql.ts'
import { MembersPage } from '../../../members/members-page.tsx'
import type { Viewer } from '../../../viewer/viewer.ts'

/** Reads who is let in; the invitations are for those who may make them. */
export function MembersClient({ viewer }: { readonly viewer: Viewer }) {
  const { data } = useSuspenseQuery(MembersDocument)
  const links = useSuspenseQuery(InvitationsDocument, viewer.role === 'OWNER' ? {} : skipToken)
  return <MembersPage viewer={viewer} members={data.members} invitations={links.data?.invitations ?? []} />
}
