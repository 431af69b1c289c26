import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import type { SearchParams } from 'nuqs/server'
import { ProjectsDocument } from '#gql/graphql.ts'
import { query } from '../../../apollo/server.ts'
import { GuidePage } from '../../../guide/guide-page.tsx'
import { chooseProject } from '../../../run-list/choose-project.ts'
import { FirstProject } from '../../../run-list/first-project.tsx'
import { loadSearch } from '../../../run-list/search.ts'

export const metadata: Metadata = { title: 'Guide' }

export default async function Page({ searchParams }: { readonly searchParams: Promise<SearchParams> }) {
  const search = await loadSearch(searchParams)
  const { data } = await query({ query: ProjectsDocument })
  const projects = data?.projects ?? []
  const project = chooseProject(projects, search.project)
  if (!project && projects.length === 0) return <FirstProject title="Guide" />
  if (!project) notFound()
  return <GuidePage project={project} isFirst={project === projects[0]} />
}
