import type { Metadata } from 'next'
import { Suspense } from 'react'
import { DatasetsDocument } from '#gql/graphql.ts'
import { PreloadQuery } from '../../../apollo/server.ts'
import { PageHeader } from '../../../ui/page-header.tsx'
import { PageSkeleton } from '../../../ui/page-skeleton.tsx'
import { DatasetsClient } from './client.tsx'

export const metadata: Metadata = { title: 'Data sets' }

export default function DatasetsPage() {
  return (
    <>
      <PageHeader title="Data sets" />
      <PreloadQuery query={DatasetsDocument}>
        <Suspense fallback={<PageSkeleton label="Loading the data sets" />}>
          <DatasetsClient />
        </Suspense>
      </PreloadQuery>
    </>
  )
}
