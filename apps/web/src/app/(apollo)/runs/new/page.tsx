import type { Metadata } from 'next'
import type { SearchParams } from 'nuqs/server'
import { Suspense } from 'react'
import { LaunchPageDocument } from '#gql/graphql.ts'
import { PreloadQuery } from '../../../../apollo/server.ts'
import { LaunchSkeleton } from '../../../../launch/launch-skeleton.tsx'
import { NotForViewers } from '../../../../launch/not-for-viewers.tsx'
import { launchVariables, loadLaunchSearch } from '../../../../launch/search.ts'
import { readViewer } from '../../../../viewer/read-viewer.ts'
import { LaunchClient } from './client.tsx'

export const metadata: Metadata = { title: 'New run' }

export default async function LaunchPage({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const viewer = await readViewer()
  if (viewer?.role === 'VIEWER') return <NotForViewers />
  const { from, project } = await loadLaunchSearch(searchParams)
  return (
    <PreloadQuery query={LaunchPageDocument} variables={launchVariables(from)}>
      <Suspense fallback={<LaunchSkeleton />}>
        {/* Launching another run again starts with that run's settings. */}
        <LaunchClient key={from} from={from} project={project} />
      </Suspense>
    </PreloadQuery>
  )
}
