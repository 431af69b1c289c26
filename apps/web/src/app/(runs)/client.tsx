'use client'

import { useSuspenseQuery } from '@apollo/client/react'
import { useQueryStates } from 'nuqs'
import { useDeferredValue, useMemo } from 'react'
import { RunsDocument } from '#gql/graphql.ts'
import type { Project } from '../../run-list/choose-project.ts'
import { RunListPage } from '../../run-list/run-list-page.tsx'
import { runsVariables, searchParsers } from '../../run-list/search.ts'
import { useRunChanges } from '../../run-list/use-run-changes.ts'

type Props = { readonly project: Project; readonly projects: readonly Project[] }

/** Reads the runs that the address asks for and keeps them up to date. */
export function RunListClient({ project, projects }: Props) {
  const [search, setSearch] = useQueryStates(searchParsers)
  const wanted = useMemo(() => runsVariables(project.id, search), [project.id, search])
  // What is on the page stays while the answer to a changed filter is on its way.
  const variables = useDeferredValue(wanted)
  const { data, fetchMore } = useSuspenseQuery(RunsDocument, { variables })
  const { waiting, show } = useRunChanges(variables, data.runs.edges.length)
  return (
    <RunListPage
      project={project}
      projects={projects}
      search={search}
      onSearch={setSearch}
      runs={data.runs.edges.map((edge) => edge.node)}
      total={data.runs.totalCount}
      searchError={variables === wanted ? data.runs.searchError : null}
      stale={variables !== wanted}
      newRuns={waiting}
      onShowNew={show}
      onMore={
        data.runs.pageInfo.hasNextPage
          ? () => fetchMore({ variables: { after: data.runs.pageInfo.endCursor } })
          : undefined
      }
    />
  )
}
