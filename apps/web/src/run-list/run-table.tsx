'use client'

import { Checkbox } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { Fragment, type RefObject, useEffect, useMemo, useRef } from 'react'
import type { RunRowFieldsFragment as Row } from '#gql/graphql.ts'
import { Bone } from '../ui/bone.tsx'
import { accuracyScale, type Scale } from './accuracy-scale.ts'
import { ColumnHeader } from './column-header.tsx'
import { parametersThatDiffer } from './columns.ts'
import { RunRow } from './run-row.tsx'
import classes from './run-table.module.css'
import type { Sort } from './search.ts'
import { CHOOSE_WIDTH, type ShownColumn } from './shown-columns.ts'
import { useColumnDrag } from './use-column-drag.ts'
import type { Columns } from './use-columns.ts'
import { useRowKeys } from './use-row-keys.ts'
import { HEADER_HEIGHT, useRowsInView } from './use-rows-in-view.ts'
import { capped, useRunChoice } from './use-run-choice.ts'

type Props = {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly runs: readonly Row[]
  readonly total: number
  /** Which question the rows answer. */
  readonly view: string
  readonly stale: boolean
  readonly sort: Sort
  readonly onSort: (sort: Sort) => unknown
  readonly columns: Columns
  readonly chosenIds: readonly string[]
  /** Absent where there is nothing that the person could do with chosen runs. */
  readonly onChoose: ((ids: string[]) => unknown) | undefined
  /** Asks for the next rows; absent where all are there. */
  readonly onMore: (() => void) | undefined
}

const ROW_HEIGHT = 36
const CARD_HEIGHT = 68
/** Shapes of rows that are on their way, and how near the last row asks for them. */
const COMING = 12
const NEAR = 30

/** All runs that the filters leave, one row each, of which those in view are drawn. */
export function RunTable(props: Props) {
  const { scroller, runs, total, view, stale, sort, onSort, columns, chosenIds, onChoose, onMore } = props
  const body = useRef<HTMLTableSectionElement>(null)
  const ids = useMemo(() => runs.map((run) => run.id), [runs])
  const chosen = useMemo(() => new Set(chosenIds), [chosenIds])
  const rowHeight = useMediaQuery('(max-width: 640px)') ? CARD_HEIGHT : ROW_HEIGHT
  const coming = onMore ? COMING : 0
  const { items, height, reveal, onFocus } = useRowsInView({ scroller, ids, coming, rowHeight, view })
  const toggle = useRunChoice(ids, chosenIds, onChoose)
  useRowKeys({ body, ids, reveal, onToggle: onChoose && toggle })
  const scale = useSteadyScale(runs)
  const differing = useSteadySet(useMemo(() => parametersThatDiffer(runs), [runs]))
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= runs.length - NEAR) onMore?.()
  }, [last, runs.length, onMore])
  const { shown } = columns
  const { row, markOf } = useColumnDrag(shown, columns.changes.moveTo)
  let drawn = HEADER_HEIGHT
  return (
    <div className={classes.scroller} ref={scroller} data-stale={stale || undefined}>
      <table className={classes.table} aria-label="Runs" aria-rowcount={total + 1}>
        <colgroup>
          <col style={{ width: CHOOSE_WIDTH }} />
          {shown.map(({ id, width, from }) => (
            <col key={id} data-from={from} style={{ width }} />
          ))}
          <col />
        </colgroup>
        <thead>
          <tr aria-rowindex={1} {...row}>
            <th className={classes.choose} scope="col">
              {onChoose ? (
                <ChooseAll ids={ids} chosen={chosen} onChoose={onChoose} />
              ) : (
                <span className="visually-hidden">Choose</span>
              )}
            </th>
            {shown.map((column) => (
              <ColumnHeader
                key={column.id}
                column={column}
                sort={sort}
                onSort={onSort}
                changes={columns.changes}
                mark={markOf(column.id)}
              />
            ))}
            <td className={classes.rest} aria-hidden="true" />
          </tr>
        </thead>
        <tbody
          ref={body}
          onFocus={(event) => onFocus(event.target.closest<HTMLElement>('tr[data-id]')?.dataset.id)}
          onBlur={() => onFocus(undefined)}
        >
          {items.map(({ index, key, start }) => {
            const run = runs[index]
            const gap = start - drawn
            drawn = start + rowHeight
            return (
              <Fragment key={key}>
                {gap > 0 && <Gap height={gap} />}
                {run ? (
                  <RunRow
                    run={run}
                    index={index}
                    columns={shown}
                    scale={scale}
                    differing={differing}
                    chosen={chosen.has(run.id)}
                    onToggle={onChoose && toggle}
                  />
                ) : (
                  <ComingRow columns={shown} />
                )}
              </Fragment>
            )
          })}
          {height + HEADER_HEIGHT > drawn && <Gap height={height + HEADER_HEIGHT - drawn} />}
        </tbody>
      </table>
    </div>
  )
}

type ChooseAllProps = {
  readonly ids: readonly string[]
  readonly chosen: ReadonlySet<string>
  readonly onChoose: (ids: string[]) => unknown
}

function ChooseAll({ ids, chosen, onChoose }: ChooseAllProps) {
  const all = ids.length > 0 && capped(ids).every((id) => chosen.has(id))
  return (
    <Checkbox
      aria-label="Choose all runs"
      checked={all}
      indeterminate={!all && chosen.size > 0}
      onChange={() => onChoose(all ? [] : capped(ids))}
    />
  )
}

/** The place of rows that are not drawn: one cell, however many columns there are. */
function Gap({ height }: { readonly height: number }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it takes the focus
    <tr className={classes.gap} aria-hidden="true" style={{ height }}>
      <td />
    </tr>
  )
}

/** The shape of a row that is on its way. */
function ComingRow({ columns }: { readonly columns: readonly ShownColumn[] }) {
  return (
    <tr className={classes.coming}>
      <td className={classes.choose} />
      {columns.map(({ id, width, left, from }) => (
        <td
          key={id}
          data-column={id}
          data-pinned={left !== undefined || undefined}
          data-from={from}
          style={{ left }}
        >
          <Bone width={Math.round(width * 0.5)} />
        </td>
      ))}
      <td className={classes.rest} />
    </tr>
  )
}

/** The same object while the scale is the same: rows that did not change are not drawn again. */
function useSteadyScale(runs: readonly Row[]): Scale {
  const { low, high } = useMemo(() => accuracyScale(runs), [runs])
  return useMemo(() => ({ low, high }), [low, high])
}

/** The same object while it holds the same. */
function useSteadySet(set: ReadonlySet<string>): ReadonlySet<string> {
  const key = JSON.stringify([...set])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what the set holds
  return useMemo(() => set, [key])
}
