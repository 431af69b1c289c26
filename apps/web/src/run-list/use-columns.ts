'use client'

import { parseAsInteger, useQueryStates } from 'nuqs'
import { useMemo, useState, useSyncExternalStore } from 'react'
import type { RunRowFieldsFragment as Row } from '#gql/graphql.ts'
import type { ColumnChanges } from './column-header.tsx'
import { type Column, moved, parseColumns, usualWidth } from './columns.ts'
import { shownColumns } from './shown-columns.ts'
import { usualColumns, windowOf } from './usual-columns.ts'

const parsers = { cols: parseColumns, pin: parseAsInteger.withDefault(1) }

/** The columns of the list, which its address keeps: which, in what order, how wide, how many stay at the left. */
export function useColumns(runs: readonly Row[]) {
  const [{ cols, pin }, set] = useQueryStates(parsers, { history: 'replace' })
  // Of the runs that came first: columns that came and went with every change would make the table restless.
  const [usual, setUsual] = useState(() => ({ columns: usualColumns(runs), ofNone: runs.length === 0 }))
  if (usual.ofNone && runs.length > 0) setUsual({ columns: usualColumns(runs), ofNone: false })
  const windowWidth = useWindow()
  const columns = useMemo(
    () => (cols && cols.length > 0 ? unique(cols) : usual.columns.filter(({ from }) => from <= windowWidth)),
    [cols, usual, windowWidth],
  )
  const pinned = Math.max(0, Math.min(pin, columns.length))
  const shown = useMemo(() => shownColumns(columns, pinned), [columns, pinned])
  const change = (to: readonly Column[], nowPinned = pinned) => void set({ cols: [...to], pin: nowPinned })
  const at = (id: string) => columns.findIndex((column) => column.id === id)
  const moveColumn = (id: string, to: number) => {
    const from = at(id)
    const place = Math.max(0, Math.min(columns.length - 1, to))
    // Dropped among those that stay it stays, and the other way round.
    const sides = Number(place < pinned) - Number(from < pinned)
    change(moved(columns, id, place), pinned + sides)
  }
  const changes: ColumnChanges = {
    resize: (id, width) =>
      change(columns.map((column) => (column.id === id ? { ...column, width } : column))),
    shift: (id, by) => moveColumn(id, at(id) + by),
    moveTo: (id, target) => moveColumn(id, at(target)),
  }
  return {
    shown,
    pinned,
    changes,
    isUsual: cols === null && pin === 1,
    reset: () => void set({ cols: null, pin: null }),
    /** Shows a column at the end, or hides it. The name stays: it leads to the run. */
    toggle: (id: string) => {
      const from = at(id)
      if (from === -1) change([...columns, { id, width: usualWidth(id) }])
      else if (id !== 'name')
        change(
          columns.filter((column) => column.id !== id),
          from < pinned ? pinned - 1 : pinned,
        )
    },
    /** Has a column stay at the left edge, or lets it move. */
    togglePin: (id: string) => {
      const isPinned = at(id) < pinned
      change(moved(columns, id, isPinned ? pinned - 1 : pinned), pinned + (isPinned ? -1 : 1))
    },
  }
}

export type Columns = ReturnType<typeof useColumns>

/** An address may name a column twice. */
const unique = (columns: readonly Column[]): readonly Column[] => [
  ...new Map(columns.map((column) => [column.id, column])).values(),
]

/** How wide the window is, as far as it matters. A server draws every column: style sheets leave out what has no room. */
const useWindow = (): number =>
  useSyncExternalStore(
    (tell) => {
      window.addEventListener('resize', tell)
      return () => window.removeEventListener('resize', tell)
    },
    () => windowOf(window.innerWidth),
    () => Number.POSITIVE_INFINITY,
  )
