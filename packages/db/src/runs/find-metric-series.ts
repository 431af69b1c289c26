import type { Database } from '../database.ts'

export type MetricBucket = {
  readonly stepStart: number
  readonly stepEnd: number
  readonly minimum: number
  readonly maximum: number
  readonly mean: number
  readonly last: number
  readonly count: number
}

export type BucketedMetric = {
  readonly name: string
  readonly count: number
  readonly buckets: readonly MetricBucket[]
}

/**
 * A metric in at most `maxPoints` buckets of equally many steps, in order; one point a bucket where that fits. Minimum
 * and maximum are of every point of a bucket, so no extreme is dropped. A metric without points has no buckets.
 */
export async function findMetricSeries(
  db: Database,
  metric: { readonly runId: string; readonly name: string; readonly maxPoints: number },
): Promise<BucketedMetric> {
  const { runId, name, maxPoints } = metric
  const series = await db.metricSeries.findUnique({ where: { runId_name: { runId, name } } })
  if (!series) return { name, count: 0, buckets: [] }
  const buckets = await db.$queryRaw<MetricBucket[]>`
    WITH bounds AS (
      SELECT min(step) AS first, max(step) AS last, count(*) AS points FROM metric_point WHERE series_id = ${series.id}
    ), width AS (
      SELECT first, CASE WHEN points <= ${maxPoints} THEN 1 ELSE ceil((last - first + 1) / ${maxPoints}::float8) END AS steps
      FROM bounds
    )
    SELECT min(step) AS "stepStart", max(step) AS "stepEnd", min(value) AS minimum, max(value) AS maximum,
      avg(value) AS mean, (array_agg(value ORDER BY step DESC))[1] AS last, count(*)::int AS count
    FROM metric_point, width WHERE series_id = ${series.id}
    GROUP BY floor((step - first) / steps) ORDER BY 1`
  return { name, count: series.count, buckets }
}
