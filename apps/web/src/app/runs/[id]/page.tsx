import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { Suspense } from 'react'
import { RunNameDocument, RunPageDocument, RunWorkspaceDocument } from '#gql/graphql.ts'
import { PreloadQuery, query } from '../../../apollo/server.ts'
import { RunSkeleton } from '../../../run/run-skeleton.tsx'
import { readViewer } from '../../../viewer/read-viewer.ts'
import { addressIn, WORKSPACE_PARAMETER } from '../../../workspace/place.ts'
import { RunClient } from './client.tsx'

type Search = Readonly<Record<string, string | string[] | undefined>>
type Props = {
  readonly params: Promise<{ readonly id: string }>
  readonly searchParams: Promise<Search>
}

/** A link leads to a run wherever it lies: the page, and what may be done on it, is of the run's workspace. */
async function goToItsWorkspace(id: string, search: Search): Promise<void> {
  const viewer = await readViewer()
  if (!viewer || viewer.workspaces.length < 2) return
  const { data } = await query({ query: RunWorkspaceDocument, variables: { id } })
  const slug = data?.run?.project.workspace.slug
  if (slug === undefined || slug === viewer.workspace.slug) return
  const kept = Object.entries(search).flatMap(([name, value]) =>
    name === WORKSPACE_PARAMETER ? [] : [value ?? []].flat().map((one) => [name, one]),
  )
  redirect(addressIn(slug, `/runs/${id}?${new URLSearchParams(kept)}`))
}

export async function generateMetadata({ params }: Pick<Props, 'params'>): Promise<Metadata> {
  const { id } = await params
  const { data } = await query({ query: RunNameDocument, variables: { id } })
  return { title: data?.run ? `${data.run.name} #${data.run.number}` : 'No such run' }
}

export default async function RunPage({ params, searchParams }: Props) {
  const { id } = await params
  await goToItsWorkspace(id, await searchParams)
  return (
    <PreloadQuery query={RunPageDocument} variables={{ id }}>
      <Suspense fallback={<RunSkeleton />}>
        <RunClient id={id} />
      </Suspense>
    </PreloadQuery>
  )
}
