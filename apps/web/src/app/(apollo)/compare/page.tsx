import type { Metadata } from 'next'
import { createLoader, type SearchParams } from 'nuqs/server'
import { Suspense } from 'react'
import { ComparedRunsDocument } from '#gql/graphql.ts'
import { PreloadQuery } from '../../../apollo/server.ts'
import { chosenIds } from '../../../compare/chosen-ids.ts'
import { viewParsers } from '../../../compare/view.ts'
import { goToWorkspaceOfRun } from '../../../workspace/workspace-of-run.ts'
import { CompareClient } from './client.tsx'
import Loading from './loading.tsx'

export const metadata: Metadata = { title: 'Compare' }

const loadView = createLoader(viewParsers)

type Props = { readonly searchParams: Promise<SearchParams> }

export default async function Page({ searchParams }: Props) {
  const search = await searchParams
  const ids = chosenIds(loadView(search).runs)
  if (ids[0] === undefined) return <CompareClient />
  await goToWorkspaceOfRun(ids[0], '/compare', search)
  return (
    <PreloadQuery query={ComparedRunsDocument} variables={{ ids, first: ids.length }}>
      <Suspense fallback={<Loading />}>
        <CompareClient />
      </Suspense>
    </PreloadQuery>
  )
}
