import { type Database, poolOf } from '../database.ts'
import type { Metric } from './find-metric-series.ts'

export type MetricPointPage = {
  /** Only steps after this one; null: from the first. */
  readonly after: number | null
  readonly first: number
}

export type MetricColumns = {
  readonly steps: readonly number[]
  readonly values: readonly number[]
  readonly hasNextPage: boolean
}

// As one text a column: a hundred thousand rows cost the driver more than the database.
const PAGE = `
  SELECT string_agg(step::text, ',' ORDER BY step) AS steps, string_agg(value::text, ',' ORDER BY step) AS values
  FROM (SELECT step, value FROM metric_point WHERE series_id = $1 AND step > $2 ORDER BY step LIMIT $3) AS page`

/** Points of a metric in the order of their steps, in columns, a page at a time. */
export async function findMetricPoints(
  db: Database,
  { series }: Metric,
  { after, first }: MetricPointPage,
): Promise<MetricColumns> {
  if (!series || first === 0) return { steps: [], values: [], hasNextPage: series !== null && first === 0 }
  const { rows } = await poolOf(db).query<{ steps: string | null; values: string | null }>(PAGE, [
    ...[series.id, after ?? -1, first + 1],
  ])
  const steps = numbers(rows[0]?.steps)
  const values = numbers(rows[0]?.values)
  const hasNextPage = steps.length > first
  return hasNextPage
    ? { steps: steps.slice(0, first), values: values.slice(0, first), hasNextPage }
    : { steps, values, hasNextPage }
}

const numbers = (text: string | null | undefined): number[] => (text ? text.split(',').map(Number) : [])

/** When the points of a page were taken, in the same order. */
export async function findMetricTimes(
  db: Database,
  { series }: Metric,
  { after, first }: MetricPointPage,
): Promise<Date[]> {
  if (!series) return []
  const rows = await db.metricPoint.findMany({
    where: { seriesId: series.id, step: { gt: after ?? -1 } },
    ...{ orderBy: { step: 'asc' }, take: first, select: { at: true } },
  })
  return rows.map(({ at }) => at)
}
