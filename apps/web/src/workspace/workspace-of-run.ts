import { redirect } from 'next/navigation'
import { RunWorkspaceDocument } from '#gql/graphql.ts'
import { query } from '../apollo/server.ts'
import { readViewer } from '../viewer/read-viewer.ts'
import { addressIn, WORKSPACE_PARAMETER } from './place.ts'

type Search = Readonly<Record<string, string | string[] | undefined>>

/** A link leads to a run wherever it lies: the page, and what may be done on it, is of the run's workspace. */
export async function goToWorkspaceOfRun(id: string, path: string, search: Search): Promise<void> {
  const viewer = await readViewer()
  if (!viewer || viewer.workspaces.length < 2) return
  const { data } = await query({ query: RunWorkspaceDocument, variables: { id } })
  const slug = data?.run?.project.workspace.slug
  if (slug === undefined || slug === viewer.workspace.slug) return
  const kept = Object.entries(search).flatMap(([name, value]) =>
    name === WORKSPACE_PARAMETER ? [] : [value ?? []].flat().map((one) => [name, one]),
  )
  redirect(addressIn(slug, `${path}?${new URLSearchParams(kept)}`))
}
