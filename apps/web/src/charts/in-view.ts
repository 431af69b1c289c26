import type { Zoom } from './zoom.ts'

/** The rows of a stretch of the x axis, with one on either side to which the curves go on. They ascend. */
export function rowsInView<Row extends { readonly epoch: number }>(rows: readonly Row[], view: Zoom): Row[] {
  const first = rows.findIndex(({ epoch }) => epoch >= view.from)
  const last = rows.findLastIndex(({ epoch }) => epoch <= view.to)
  if (first < 0 || last < 0) return []
  const start = rows[first]?.epoch === view.from ? first : Math.max(0, first - 1)
  const end = rows[last]?.epoch === view.to ? last : last + 1
  return rows.slice(start, end + 1)
}

type Point = readonly [x: number, y: number]

/** The values that a curve has in a stretch of the x axis, those at its ends as the line between two points has them. */
export function valuesInView(points: readonly Point[], { from, to }: Zoom): number[] {
  const values: number[] = []
  for (const [index, [x, y]] of points.entries()) {
    if (x >= from && x <= to) values.push(y)
    const before = points[index - 1]
    if (before)
      for (const end of [from, to]) if (before[0] < end && end < x) values.push(between(before, [x, y], end))
  }
  return values
}

const between = ([x0, y0]: Point, [x1, y1]: Point, x: number): number =>
  y0 + ((y1 - y0) * (x - x0)) / (x1 - x0)
