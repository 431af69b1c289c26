'use client'

import { useQueryStates } from 'nuqs'
import { useCallback, useMemo, useRef, useState } from 'react'
import { withApollo } from '../../apollo/with-apollo.tsx'
import { afterwards } from '../../live/afterwards.tsx'
import { useDeletedSoon } from '../../run-actions/pending-deletes.ts'
import type { Project } from '../../run-list/choose-project.ts'
import type { LiveRunList, RunList } from '../../run-list/live-runs.tsx'
import { RunListPage } from '../../run-list/run-list-page.tsx'
import { runsVariables, searchParsers } from '../../run-list/search.ts'

const LiveRuns = afterwards(
  withApollo(() => import('../../run-list/live-runs.tsx').then((module) => module.LiveRuns)),
)

/** Lists as they were last seen: where a page is gone back to, the server's part of it is an old one. */
const lists = new WeakMap<RunList, LiveRunList>()

type Props = {
  readonly project: Project
  readonly projects: readonly Project[]
  /** What the server found for the address. */
  readonly first: RunList
}

/** The runs that the address asks for: those that the server sent, then live. */
export function RunListClient({ project, projects, first }: Props) {
  const [search, setSearch] = useQueryStates(searchParsers)
  const scroller = useRef<HTMLDivElement>(null)
  const wanted = useMemo(() => runsVariables(project.id, search), [project.id, search])
  const [live, setLive] = useState(() => lists.get(first))
  const [soon] = useState(() => Promise.withResolvers<LiveRunList>())
  const take = useCallback(
    (list: LiveRunList) => {
      lists.set(first, list)
      soon.resolve(list)
      setLive(list)
    },
    [first, soon],
  )
  // What is on the page stays while the answer to a changed filter is on its way.
  const { variables, data } = live ?? first
  const { edges, pageInfo, totalCount, searchError } = data.runs
  const view = JSON.stringify(variables)
  const stale = view !== JSON.stringify(wanted)
  const deleted = useDeletedSoon()
  const all = useMemo(() => edges.map((edge) => edge.node), [edges])
  const more = live?.more ?? (() => soon.promise.then((list) => list.more()))
  const runs = useMemo(() => all.filter((run) => !deleted.has(run.id)), [all, deleted])
  return (
    <>
      <RunListPage
        project={project}
        projects={projects}
        search={search}
        onSearch={setSearch}
        scroller={scroller}
        runs={runs}
        view={view}
        total={totalCount - (all.length - runs.length)}
        searchError={stale ? null : searchError}
        stale={stale}
        newRuns={live?.waiting ?? 0}
        onShowNew={() => live?.show()}
        onMore={pageInfo.hasNextPage ? more : undefined}
      />
      <LiveRuns first={first} variables={wanted} scroller={scroller} onChange={take} />
    </>
  )
}
