'use client'

import { useApolloClient, useSuspenseQuery } from '@apollo/client/react'
import { useQueryStates } from 'nuqs'
import { useDeferredValue, useMemo, useRef } from 'react'
import { RunsDocument } from '#gql/graphql.ts'
import { useDeletedSoon } from '../../run-actions/pending-deletes.ts'
import type { Project } from '../../run-list/choose-project.ts'
import { RunListPage } from '../../run-list/run-list-page.tsx'
import { FURTHER_PAGE_SIZE, runsVariables, searchParsers } from '../../run-list/search.ts'
import { useRunChanges } from '../../run-list/use-run-changes.ts'

type Props = { readonly project: Project; readonly projects: readonly Project[] }

/** Reads the runs that the address asks for and keeps them up to date. */
export function RunListClient({ project, projects }: Props) {
  const apollo = useApolloClient()
  const [search, setSearch] = useQueryStates(searchParsers)
  const scroller = useRef<HTMLDivElement>(null)
  const wanted = useMemo(() => runsVariables(project.id, search), [project.id, search])
  // What is on the page stays while the answer to a changed filter is on its way.
  const variables = useDeferredValue(wanted)
  const { data } = useSuspenseQuery(RunsDocument, { variables })
  const { waiting, show } = useRunChanges(variables, scroller)
  const { edges, pageInfo, totalCount, searchError } = data.runs
  const deleted = useDeletedSoon()
  const all = useMemo(() => edges.map((edge) => edge.node), [edges])
  // Into the cache, from which the list reads: fetchMore would suspend it, and what has the focus would lose it.
  const more = () =>
    apollo.query({
      query: RunsDocument,
      variables: { ...variables, first: FURTHER_PAGE_SIZE, after: pageInfo.endCursor },
      fetchPolicy: 'network-only',
    })
  const runs = useMemo(() => all.filter((run) => !deleted.has(run.id)), [all, deleted])
  return (
    <RunListPage
      project={project}
      projects={projects}
      search={search}
      onSearch={setSearch}
      scroller={scroller}
      runs={runs}
      view={JSON.stringify(variables)}
      total={totalCount - (all.length - runs.length)}
      searchError={variables === wanted ? searchError : null}
      stale={variables !== wanted}
      newRuns={waiting}
      onShowNew={show}
      onMore={pageInfo.hasNextPage ? more : undefined}
    />
  )
}
