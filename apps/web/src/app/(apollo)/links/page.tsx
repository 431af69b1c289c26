import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Suspense } from 'react'
import { PublicLinksDocument } from '#gql/graphql.ts'
import { PreloadQuery } from '../../../apollo/server.ts'
import { readViewer } from '../../../viewer/read-viewer.ts'
import { LinksClient } from './client.tsx'
import Loading from './loading.tsx'

export const metadata: Metadata = { title: 'Public links' }

export default async function PublicLinksPage() {
  const viewer = await readViewer()
  if (!viewer || viewer.role === 'VIEWER') notFound()
  return (
    <PreloadQuery query={PublicLinksDocument}>
      <Suspense fallback={<Loading />}>
        <LinksClient />
      </Suspense>
    </PreloadQuery>
  )
}
