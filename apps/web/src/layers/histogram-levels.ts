/** How numbers were spread after one epoch, in equally wide bins from `lowest` to `highest`. */
export type HistogramColumn = {
  readonly epoch: number
  readonly lowest: number
  readonly highest: number
  readonly counts: readonly number[]
}

export type HistogramMap = {
  /** The ends of the axis that all columns share. */
  readonly lowest: number
  readonly highest: number
  /** Bins of about the same weight, drawn in one go: x counts columns, y goes from 0, the highest, to 1. */
  readonly levels: readonly { readonly opacity: number; readonly path: string }[]
}

const LEVELS = 8

/** Bins by how many numbers they hold, beside the fullest of their epoch; the root keeps the tails in sight. */
export function mapOf(columns: readonly HistogramColumn[]): HistogramMap {
  const lowest = Math.min(...columns.map((column) => column.lowest))
  const highest = Math.max(...columns.map((column) => column.highest))
  const range = highest - lowest || 1
  const paths = Array.from({ length: LEVELS }, () => '')
  for (const [x, column] of columns.entries()) {
    const most = Math.max(1, ...column.counts)
    const height = (column.highest - column.lowest) / column.counts.length / range
    for (const [bin, count] of column.counts.entries()) {
      if (count === 0) continue
      const level = Math.min(LEVELS - 1, Math.floor(Math.sqrt(count / most) * LEVELS))
      const top = 1 - (column.lowest - lowest) / range - (bin + 1) * height
      paths[level] += `M${x} ${top.toFixed(5)}h1v${Math.max(height, 0.004).toFixed(5)}h-1z`
    }
  }
  const levels = paths.flatMap((path, level) =>
    path === '' ? [] : [{ opacity: (level + 1) / LEVELS, path }],
  )
  return { lowest, highest, levels }
}
