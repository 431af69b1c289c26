'use client'

import { Button } from '@mantine/core'
import { Plus } from 'lucide-react'
import Link from 'next/link'
import { parseAsArrayOf, parseAsString, useQueryState } from 'nuqs'
import { useState, useTransition } from 'react'
import type { RunRowFieldsFragment as Row, RunStatus } from '#gql/graphql.ts'
import { counted } from '../format/figures.ts'
import { PageHeader } from '../ui/page-header.tsx'
import { useMayWrite } from '../viewer/viewer-context.tsx'
import type { Project } from './choose-project.ts'
import { EmptyList } from './empty-list.tsx'
import { ProjectSwitch } from './project-switch.tsx'
import classes from './run-list-page.module.css'
import { RunTable } from './run-table.tsx'
import { isFiltered, type Sort } from './search.ts'
import { SearchField, type SearchProblem } from './search-field.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { StatusFilter } from './status-filter.tsx'

type Search = { readonly q: string; readonly status: RunStatus[]; readonly sort: Sort }

type Props = {
  readonly project: Project
  readonly projects: readonly Project[]
  readonly search: Search
  readonly onSearch: (change: Partial<Search>) => unknown
  readonly runs: readonly Row[]
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
  const { project, projects, search, onSearch, runs, total, searchError, stale, newRuns, onShowNew, onMore } =
    props
  const [chosenIds, setChosenIds] = useQueryState('runs', parseAsArrayOf(parseAsString).withDefault([]))
  const [loadingMore, startLoading] = useTransition()
  const [moreFailed, setMoreFailed] = useState(false)
  const mayWrite = useMayWrite()
  const filtered = isFiltered(search)
  const chosen = runs.filter((run) => chosenIds.includes(run.id))
  const newRunHref =
    project === projects[0] ? '/runs/new' : `/runs/new?project=${encodeURIComponent(project.slug)}`
  const loadMore = () =>
    startLoading(async () => {
      setMoreFailed(false)
      await onMore?.().catch(() => setMoreFailed(true))
    })
  return (
    <>
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
        <EmptyList href={newRunHref} />
      ) : (
        <>
          <div className={classes.filters}>
            <SearchField value={search.q} error={searchError} onChange={(q) => onSearch({ q })} />
            <StatusFilter value={search.status} onChange={(status) => onSearch({ status })} />
            <p className={classes.total} role="status">
              <span className="number">{counted(total, 'run')}</span>
            </p>
          </div>
          {newRuns > 0 && (
            <button type="button" className={classes.fresh} onClick={onShowNew}>
              {counted(newRuns, 'new run')}
            </button>
          )}
          <RunTable
            runs={runs}
            stale={stale}
            sort={search.sort}
            onSort={(sort) => onSearch({ sort })}
            chosenIds={chosenIds}
            onChoose={mayWrite ? (ids) => setChosenIds(ids.length > 0 ? ids : null) : undefined}
          />
          {runs.length === 0 && !searchError && (
            <p className={classes.nothing}>
              No run matches.{' '}
              <button
                type="button"
                className={classes.textButton}
                onClick={() => onSearch({ q: '', status: [] })}
              >
                Clear the filters
              </button>
            </p>
          )}
          {onMore && (
            <div className={classes.more}>
              <Button variant="default" loading={loadingMore} onClick={loadMore}>
                Show more
              </Button>
              {moreFailed && <p role="alert">The next runs could not be loaded. Try again.</p>}
            </div>
          )}
        </>
      )}
      {mayWrite && <SelectionBar chosen={chosen} onDone={() => setChosenIds(null)} />}
    </>
  )
}
