import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import type { SearchParams } from 'nuqs/server'
import { ProjectsDocument, RunsDocument } from '#gql/graphql.ts'
import { query } from '../../apollo/server.ts'
import { chooseProject } from '../../run-list/choose-project.ts'
import { FirstProject } from '../../run-list/first-project.tsx'
import { loadSearch, runsVariables } from '../../run-list/search.ts'
import { RunListClient } from './client.tsx'

export const metadata: Metadata = { title: 'Runs' }

export default async function RunListPage({
  searchParams,
}: {
  readonly searchParams: Promise<SearchParams>
}) {
  const search = await loadSearch(searchParams)
  const { data } = await query({ query: ProjectsDocument })
  const projects = data?.projects ?? []
  const project = chooseProject(projects, search.project)
  if (!project && projects.length === 0) return <FirstProject title="Runs" />
  if (!project) notFound()
  const variables = runsVariables(project.id, search)
  const { data: found } = await query({ query: RunsDocument, variables })
  if (!found) notFound()
  // No placeholder: React lets one stand for 300 ms, longer than the list takes.
  return <RunListClient project={project} projects={projects} first={{ variables, data: found }} />
}
