'use client'

import { Button } from '@mantine/core'
import { type RefObject, useEffect } from 'react'
import type { RunRowFieldsFragment as Row, RunStatus } from '#gql/graphql.ts'
import { GroupTable } from './group-table.tsx'
import classes from './run-list-page.module.css'
import { RunTable } from './run-table.tsx'
import { isFiltered, type Sort } from './search.ts'
import type { SearchProblem } from './search-field.tsx'
import type { Columns } from './use-columns.ts'
import { useMore } from './use-more.ts'
import { capped } from './use-run-choice.ts'

/** So many runs are grouped: all of them are read. */
const MOST_GROUPED = 1_000

type Search = { readonly q: string; readonly status: RunStatus[]; readonly sort: Sort }

type Props = {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly search: Search
  readonly onSearch: (change: Partial<Search>) => unknown
  readonly searchError: SearchProblem | null
  readonly runs: readonly Row[]
  readonly total: number
  readonly view: string
  readonly stale: boolean
  readonly onMore: (() => Promise<unknown>) | undefined
  readonly columns: Columns
  /** What the runs are grouped by; empty: not at all. */
  readonly group: string
  readonly onGroup: (by: string) => unknown
  readonly chosenIds: readonly string[]
  readonly onChoose: ((ids: string[]) => unknown) | undefined
}

/** The runs themselves, one by one or in groups, and what is said where there are none. */
export function Rows(props: Props) {
  const { search, onSearch, searchError, runs, total, columns, group, onGroup, onChoose } = props
  const { more, failed, again } = useMore(props.onMore)
  const gathers = group !== '' && runs.length < MOST_GROUPED && more !== undefined
  // Asked again with every page that has come.
  useEffect(() => {
    if (gathers && runs.length < MOST_GROUPED) more()
  }, [gathers, more, runs.length])
  if (runs.length === 0 && !searchError)
    return (
      <p className={classes.nothing}>
        {isFiltered(search) ? 'No run matches. ' : 'No runs. '}
        <button type="button" className={classes.textButton} onClick={() => onSearch({ q: '', status: [] })}>
          Clear the filters
        </button>
      </p>
    )
  if (runs.length === 0) return <p className={classes.nothing}>Mend the search to see runs.</p>
  return (
    <>
      {group === '' ? (
        <RunTable
          scroller={props.scroller}
          runs={runs}
          total={total}
          view={props.view}
          stale={props.stale}
          sort={search.sort}
          onSort={(sort) => onSearch({ sort })}
          columns={columns}
          chosenIds={props.chosenIds}
          onChoose={onChoose}
          onMore={more}
        />
      ) : (
        <GroupTable
          runs={runs}
          total={total}
          loading={gathers}
          by={group}
          columns={columns.shown}
          onOpen={(found) => {
            onSearch({ q: [search.q.trim(), found].filter(Boolean).join(' ') })
            onGroup('')
          }}
          onChoose={onChoose && ((ids) => onChoose(capped(ids)))}
        />
      )}
      {failed && (
        <p className={classes.more} role="alert">
          The next runs could not be loaded.{' '}
          <Button size="compact-xs" variant="default" onClick={again}>
            Try again
          </Button>
        </p>
      )}
    </>
  )
}
