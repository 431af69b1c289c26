import type { Database } from '../database.ts'
import { bucketLevels } from '../ingest/metric-buckets.ts'

/** A metric of a run, which may not have it: then without a series, and with no points. */
export type Metric = {
  readonly runId: string
  readonly name: string
  readonly count: number
  readonly series: { readonly id: number; readonly lastStep: number; readonly bucketed: boolean } | null
}

export type MetricBucket = {
  readonly stepStart: number
  readonly stepEnd: number
  readonly minimum: number
  readonly maximum: number
  readonly mean: number
  readonly last: number
  readonly count: number
}

/** A shorter series is drawn from its points, which takes some milliseconds and meets the asked width exactly. */
const SHORT = 30_000

/** One metric of a run as it stands; its points and buckets are read when they are asked for. */
export async function findMetricSeries(
  db: Database,
  metric: { readonly runId: string; readonly name: string },
): Promise<Metric> {
  const { runId, name } = metric
  const found = await db.metricSeries.findUnique({ where: { runId_name: { runId, name } } })
  if (!found || found.lastStep === null) return { runId, name, count: 0, series: null }
  const { id, count, lastStep, bucketed } = found
  return { runId, name, count, series: { id, lastStep, bucketed } }
}

/**
 * A metric in at most `maxPoints` buckets of equally many steps, in order; one point a bucket where that fits. Minimum
 * and maximum are of every point of a bucket, so no extreme is dropped. A long series is read from the buckets that
 * were kept as it was written.
 */
export async function findMetricBuckets(
  db: Database,
  { series, count }: Metric,
  maxPoints: number,
): Promise<MetricBucket[]> {
  if (!series) return []
  const [bounds] = await db.$queryRaw<{ first: number; last: number; fits: boolean }[]>`
    SELECT min(step) AS first, max(step) AS last,
      (SELECT count FROM metric_series WHERE id = ${series.id}) <= ${maxPoints} AS fits
    FROM metric_point WHERE series_id = ${series.id}`
  if (!bounds) return []
  const { first, last, fits } = bounds
  const level = count <= SHORT || fits || !series.bucketed ? undefined : levelFor(first, last, maxPoints)
  if (level) return keptBuckets(db, series.id, level, maxPoints)
  const steps = fits ? 1 : Math.ceil((last - first + 1) / maxPoints)
  return db.$queryRaw<MetricBucket[]>`
    SELECT min(step) AS "stepStart", max(step) AS "stepEnd", min(value) AS minimum, max(value) AS maximum,
      avg(value) AS mean, (array_agg(value ORDER BY step DESC))[1] AS last, count(*)::int AS count
    FROM metric_point WHERE series_id = ${series.id}
    GROUP BY (step - ${first}::int) / ${steps}::int ORDER BY 1`
}

type Level = { readonly level: number; readonly firstBucket: number; readonly buckets: number }

/** The coarsest level that is still finer than what is asked for; undefined: the points themselves. */
function levelFor(first: number, last: number, maxPoints: number): Level | undefined {
  const levels = bucketLevels.map(({ level, steps }) => {
    const firstBucket = Math.floor(first / steps)
    return { level, firstBucket, buckets: Math.floor(last / steps) - firstBucket + 1 }
  })
  const [finest] = levels
  const fine = levels.findLast(({ buckets }) => buckets >= 2 * maxPoints)
  // Half of what is asked for is good enough to spare the points.
  return fine ?? (finest && 2 * finest.buckets >= maxPoints ? finest : undefined)
}

const keptBuckets = (
  db: Database,
  seriesId: number,
  { level, firstBucket, buckets }: Level,
  maxPoints: number,
): Promise<MetricBucket[]> => db.$queryRaw<MetricBucket[]>`
  SELECT min(first_step) AS "stepStart", max(last_step) AS "stepEnd", min(minimum) AS minimum, max(maximum) AS maximum,
    sum(sum) / sum(count) AS mean, (array_agg(last ORDER BY bucket DESC))[1] AS last, sum(count)::int AS count
  FROM metric_bucket WHERE series_id = ${seriesId} AND level = ${level}
  GROUP BY (bucket - ${firstBucket}::int) / ${Math.ceil(buckets / maxPoints)}::int ORDER BY 1`
