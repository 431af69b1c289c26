import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Suspense } from 'react'
import { InvitationsDocument, MembersDocument } from '#gql/graphql.ts'
import { PreloadQuery } from '../../../apollo/server.ts'
import { readViewer } from '../../../viewer/read-viewer.ts'
import { MembersClient } from './client.tsx'
import Loading from './loading.tsx'

export const metadata: Metadata = { title: 'Members' }

export default async function Members() {
  const viewer = await readViewer()
  // Without sign-in there is nobody but whoever sits at this machine.
  if (!viewer || viewer.open) notFound()
  const page = (
    <Suspense fallback={<Loading />}>
      <MembersClient viewer={viewer} />
    </Suspense>
  )
  return (
    <PreloadQuery query={MembersDocument}>
      {viewer.role === 'OWNER' ? <PreloadQuery query={InvitationsDocument}>{page}</PreloadQuery> : page}
    </PreloadQuery>
  )
}
