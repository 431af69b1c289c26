import type { Metadata } from 'next'
import { Suspense } from 'react'
import { WorkersDocument } from '#gql/graphql.ts'
import { PreloadQuery } from '../../../apollo/server.ts'
import { PageHeader } from '../../../ui/page-header.tsx'
import { PageSkeleton } from '../../../ui/page-skeleton.tsx'
import { WorkersClient } from './client.tsx'

export const metadata: Metadata = { title: 'Workers' }

export default function WorkersPage() {
  return (
    <>
      <PageHeader title="Workers" />
      <PreloadQuery query={WorkersDocument}>
        <Suspense fallback={<PageSkeleton label="Loading the workers" />}>
          <WorkersClient />
        </Suspense>
      </PreloadQuery>
    </>
  )
}
