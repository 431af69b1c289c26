'use client'

import { Button } from '@mantine/core'
import { Plus } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { parseAsArrayOf, parseAsString, useQueryState } from 'nuqs'
import { type RefObject, Suspense } from 'react'
import type { RunRowFieldsFragment as Row, RunStatus } from '#gql/graphql.ts'
import { withApollo } from '../apollo/with-apollo.tsx'
import { counted } from '../format/figures.ts'
import { later } from '../ui/later.tsx'
import { PageHeader } from '../ui/page-header.tsx'
import { useMayWrite } from '../viewer/viewer-context.tsx'
import type { Project } from './choose-project.ts'
import { ColumnMenu } from './column-menu.tsx'
import { GroupMenu } from './group-menu.tsx'
import { ProjectSwitch } from './project-switch.tsx'
import { Rows } from './rows.tsx'
import classes from './run-list-page.module.css'
import { isFiltered, type Sort } from './search.ts'
import { SearchField, type SearchProblem } from './search-field.tsx'
import { StatusFilter } from './status-filter.tsx'
import { useColumns } from './use-columns.ts'
import { useKnown } from './use-known.ts'

/** Its snippets are for lists without runs only. */
const EmptyList = dynamic(withApollo(() => import('./empty-list.tsx').then((module) => module.EmptyList)))
const SelectionBar = later(
  withApollo(() => import('./selection-bar.tsx').then((module) => module.SelectionBar)),
)

type Search = { readonly q: string; readonly status: RunStatus[]; readonly sort: Sort }

type Props = {
  readonly project: Project
  readonly projects: readonly Project[]
  readonly search: Search
  readonly onSearch: (change: Partial<Search>) => unknown
  /** The part of the page that scrolls. */
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly runs: readonly Row[]
  /** Which question the runs answer. */
  readonly view: string
  readonly total: number
  readonly searchError: SearchProblem | null
  /** The rows still answer an earlier filter. */
  readonly stale: boolean
  readonly newRuns: number
  readonly onShowNew: () => void
  readonly onMore: (() => Promise<unknown>) | undefined
}

/** The runs of a project: filters, one table, what can be done with those chosen. */
export function RunListPage(props: Props) {
  const { project, projects, search, onSearch, runs, total, searchError, newRuns, onShowNew } = props
  const [chosenIds, setChosenIds] = useQueryState('runs', parseAsArrayOf(parseAsString).withDefault([]))
  const [group, setGroup] = useQueryState('group', parseAsString.withDefault(''))
  const columns = useColumns(runs)
  const known = useKnown(runs)
  const mayWrite = useMayWrite()
  const filtered = isFiltered(search)
  const chosen = runs.filter((run) => chosenIds.includes(run.id))
  const choose = mayWrite ? (ids: string[]) => setChosenIds(ids.length > 0 ? ids : null) : undefined
  const newRunHref =
    project === projects[0] ? '/runs/new' : `/runs/new?project=${encodeURIComponent(project.slug)}`
  return (
    <div className={classes.page}>
      <PageHeader title="Runs">
        <ProjectSwitch project={project} projects={projects} />
        {mayWrite && (total > 0 || filtered) && (
          <Button
            component={Link}
            href={newRunHref}
            className={classes.primary ?? ''}
            leftSection={<Plus size={15} />}
          >
            New run
          </Button>
        )}
      </PageHeader>
      {total === 0 && !filtered ? (
        <Suspense>
          <EmptyList project={project} launchHref={newRunHref} />
        </Suspense>
      ) : (
        <>
          <div className={classes.filters}>
            <SearchField
              value={search.q}
              error={searchError}
              known={known}
              onChange={(q) => onSearch({ q })}
            />
            <StatusFilter value={search.status} onChange={(status) => onSearch({ status })} />
            <GroupMenu value={group} parameters={known.parameters} onChange={(by) => setGroup(by || null)} />
            <span className={classes.columns}>
              <ColumnMenu columns={columns} names={known} />
            </span>
            <p className={classes.total} role="status">
              <span className="number">{counted(total, 'run')}</span>
            </p>
          </div>
          {newRuns > 0 && (
            <button type="button" className={classes.fresh} onClick={onShowNew}>
              {counted(newRuns, 'new run')}
            </button>
          )}
          <Rows
            {...props}
            columns={columns}
            group={group}
            onGroup={(by) => setGroup(by || null)}
            chosenIds={chosenIds}
            onChoose={choose}
          />
        </>
      )}
      {mayWrite && (
        <SelectionBar
          opened={chosen.length > 0}
          chosen={chosen}
          tags={known.tags}
          onDone={() => setChosenIds(null)}
        />
      )}
    </div>
  )
}
