import { type Column, type ColumnKind, type ColumnText, kindOf, textOf } from './columns.ts'

/** A column as it is drawn. */
export type ShownColumn = Column &
  ColumnText & {
    readonly kind: ColumnKind
    /** Pixels from the left edge, where it stays when the table is scrolled sideways; undefined: it moves. */
    readonly left: number | undefined
    /** Where only windows so wide have room for it. */
    readonly from?: number
  }

/** Pixels of the column in which rows are chosen, which always stays. */
export const CHOOSE_WIDTH = 44

/** The columns with their places; the first `pinned` of them stay at the left edge. */
export function shownColumns(
  columns: readonly (Column & { readonly from?: number })[],
  pinned: number,
): readonly ShownColumn[] {
  let edge = CHOOSE_WIDTH
  return columns.flatMap((column, index) => {
    const kind = kindOf(column.id)
    if (!kind) return []
    const left = index < pinned ? edge : undefined
    edge += column.width
    return [{ ...textOf(kind), ...column, kind, left }]
  })
}
