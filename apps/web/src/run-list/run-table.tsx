'use client'

import { Checkbox } from '@mantine/core'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useRef } from 'react'
import type { RunRowFieldsFragment as Row } from '#gql/graphql.ts'
import { accuracyScale } from './accuracy-scale.ts'
import { RunRow } from './run-row.tsx'
import classes from './run-table.module.css'
import type { Sort } from './search.ts'
import { settingsThatDiffer } from './settings-that-differ.ts'
import { useRowKeys } from './use-row-keys.ts'

type Props = {
  readonly runs: readonly Row[]
  readonly stale: boolean
  readonly sort: Sort
  readonly onSort: (sort: Sort) => unknown
  readonly chosenIds: readonly string[]
  /** Absent where there is nothing that the person could do with chosen runs. */
  readonly onChoose: ((ids: string[]) => unknown) | undefined
}

/** All runs that the filters leave, one row each. */
export function RunTable({ runs, stale, sort, onSort, chosenIds, onChoose }: Props) {
  const body = useRef<HTMLTableSectionElement>(null)
  useRowKeys(body)
  const scale = accuracyScale(runs)
  const differing = settingsThatDiffer(runs)
  const toggle = (id: string) =>
    onChoose?.(chosenIds.includes(id) ? chosenIds.filter((other) => other !== id) : [...chosenIds, id])
  const all = runs.length > 0 && runs.every((run) => chosenIds.includes(run.id))
  return (
    <table className={classes.table} data-stale={stale || undefined} aria-label="Runs">
      <thead>
        <tr>
          <th className={classes.choose}>
            {onChoose && (
              <Checkbox
                aria-label="Choose all runs"
                checked={all}
                indeterminate={!all && chosenIds.length > 0}
                onChange={() => onChoose(all ? [] : runs.map((run) => run.id))}
              />
            )}
          </th>
          <SortHeader
            label="Name"
            up="name"
            down="name-desc"
            first="name"
            sort={sort}
            onSort={onSort}
            className={classes.name}
          />
          <th className={classes.progress}>Progress</th>
          <th className={classes.spark}>Val. accuracy</th>
          <th className={classes.figure} title="Best validation accuracy">
            Best %
          </th>
          <th className={classes.figure} title="Validation accuracy after the newest epoch">
            Last %
          </th>
          <th className={classes.figure} title="Validation loss after the newest epoch">
            Val. loss
          </th>
          <th className={classes.figure} title="Accuracy on the test set">
            Test %
          </th>
          <th className={classes.model}>Model</th>
          <th className={classes.setting}>Batch</th>
          <th className={classes.setting} title="Learning rate">
            LR
          </th>
          <th className={classes.setting}>Epochs</th>
          <SortHeader
            label="Created"
            up="oldest"
            down="newest"
            first="newest"
            sort={sort}
            onSort={onSort}
            className={classes.age}
          />
        </tr>
      </thead>
      <tbody ref={body}>
        {runs.map((run) => (
          <RunRow
            key={run.id}
            run={run}
            scale={scale}
            differing={differing}
            chosen={chosenIds.includes(run.id)}
            onToggle={onChoose && (() => toggle(run.id))}
          />
        ))}
      </tbody>
    </table>
  )
}

type SortHeaderProps = {
  readonly label: string
  readonly up: Sort
  readonly down: Sort
  readonly first: Sort
  readonly sort: Sort
  readonly onSort: (sort: Sort) => unknown
  readonly className: string | undefined
}

function SortHeader({ label, up, down, first, sort, onSort, className }: SortHeaderProps) {
  const direction = sort === up ? 'ascending' : sort === down ? 'descending' : 'none'
  const next = direction === 'none' ? first : sort === up ? down : up
  const Arrow = direction === 'ascending' ? ArrowUp : ArrowDown
  return (
    <th className={className} aria-sort={direction}>
      <button type="button" className={classes.sort} onClick={() => onSort(next)}>
        {label}
        {direction !== 'none' && <Arrow size={12} aria-hidden="true" />}
      </button>
    </th>
  )
}
