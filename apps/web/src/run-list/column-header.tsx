'use client'

import { ArrowDown, ArrowUp } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { clampWidth } from './columns.ts'
import classes from './run-table.module.css'
import { NEWEST, type Sort } from './search.ts'
import type { ShownColumn } from './shown-columns.ts'
import type { DragMark } from './use-column-drag.ts'

export type ColumnChanges = {
  readonly resize: (id: string, width: number) => void
  /** `by` places to the right. */
  readonly shift: (id: string, by: number) => void
  /** To where another column is. */
  readonly moveTo: (id: string, target: string) => void
}

type Props = {
  readonly column: ShownColumn
  readonly sort: Sort
  readonly onSort: (sort: Sort) => unknown
  readonly changes: ColumnChanges
  readonly mark: DragMark
}

/** Pixels of one press of an arrow key. */
const STEP = 16

/**
 * A column's name: pressed, it sorts; dragged, it moves; its right edge resizes. With the keyboard Alt and an arrow
 * move it, Shift and an arrow resize it.
 */
export function ColumnHeader({ column, sort, onSort, changes, mark }: Props) {
  const { id, label, title, figure, left, width, from } = column
  const direction = sort === id ? 'ascending' : sort === `-${id}` ? 'descending' : 'none'
  const Arrow = direction === 'ascending' ? ArrowUp : ArrowDown
  const press = () => {
    if (!column.sort) return
    const first = sortsUpFirst(column) ? id : `-${id}`
    const second = sortsUpFirst(column) ? `-${id}` : id
    // The third press goes back to the usual order.
    onSort(sort === first ? second : sort === second && first !== NEWEST ? NEWEST : first)
  }
  const key = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (by === 0 || event.altKey === event.shiftKey) return
    event.preventDefault()
    if (event.altKey) changes.shift(id, by)
    else changes.resize(id, clampWidth(width + by * STEP))
  }
  return (
    <th
      scope="col"
      data-column={id}
      data-figure={figure || undefined}
      data-pinned={left !== undefined || undefined}
      style={{ left }}
      aria-sort={column.sort ? direction : undefined}
      title={title}
      data-from={from}
      data-drag={mark}
    >
      <button
        type="button"
        className={classes.sort}
        data-sorts={column.sort ? true : undefined}
        onClick={press}
        onKeyDown={key}
      >
        <span className={classes.label}>{label}</span>
        {direction !== 'none' && <Arrow size={12} aria-hidden="true" />}
      </button>
      <Edge width={width} onResize={(to) => changes.resize(id, to)} />
    </th>
  )
}

/** Names begin at A, losses at the lowest; everything else at the highest. */
function sortsUpFirst({ kind }: ShownColumn): boolean {
  if (kind.kind === 'metric') return /loss|error/i.test(kind.name)
  return kind.kind === 'parameter' || kind.id === 'name' || kind.id === 'status'
}

/** For the pointer alone: the header's button takes the keys. */
function Edge({ width, onResize }: { readonly width: number; readonly onResize: (width: number) => void }) {
  const from = useRef<{ x: number; width: number }>(undefined)
  const drag = (event: PointerEvent) => {
    if (from.current) onResize(clampWidth(from.current.width + event.clientX - from.current.x))
  }
  return (
    <span
      className={classes.edge}
      aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        from.current = { x: event.clientX, width }
      }}
      onPointerMove={drag}
      onPointerUp={(event) => {
        drag(event)
        from.current = undefined
      }}
      onPointerCancel={() => {
        from.current = undefined
      }}
    />
  )
}
