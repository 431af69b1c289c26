import type { Database } from '../database.ts'
import { Prisma } from '../generated/prisma/client.ts'
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

/** Steps from one to another, both of them included; null: without that end. */
export type StepRange = { readonly from: number | null; readonly to: number | null }

const EVERY_STEP: StepRange = { from: null, to: null }
const LAST_INT = 2 ** 31 - 1

/**
 * A metric in at most `maxPoints` buckets of equally many steps, in order; one point a bucket where that fits. Minimum
 * and maximum are of every point of a bucket, so no extreme is dropped. A long series is read from the buckets that
 * were kept as it was written; a range has exactly its own points all the same.
 */
export async function findMetricBuckets(
  db: Database,
  { series, count }: Metric,
  maxPoints: number,
  range: StepRange = EVERY_STEP,
): Promise<MetricBucket[]> {
  if (!series) return []
  const { id } = series
  const [from, to] = [range.from ?? 0, range.to ?? LAST_INT]
  const [bounds] = await db.$queryRaw<{ first: number | null; last: number | null; fits: boolean }[]>`
    SELECT min(step) AS first, max(step) AS last,
      (SELECT count(*) FROM (
        SELECT FROM metric_point WHERE series_id = ${id} AND step BETWEEN ${from}::int AND ${to}::int
        LIMIT ${maxPoints + 1}) AS few) <= ${maxPoints} AS fits
    FROM metric_point WHERE series_id = ${id} AND step BETWEEN ${from}::int AND ${to}::int`
  if (bounds?.first == null || bounds.last === null) return []
  const { first, last, fits } = bounds
  const isShort = fits || count <= SHORT || last - first < SHORT
  const level = isShort || !series.bucketed ? undefined : levelFor(first, last, maxPoints)
  if (level) return keptBuckets(db, id, level, { first, last, range, maxPoints })
  const steps = fits ? 1 : Math.ceil((last - first + 1) / maxPoints)
  return db.$queryRaw<MetricBucket[]>`
    SELECT min(step) AS "stepStart", max(step) AS "stepEnd", min(value) AS minimum, max(value) AS maximum,
      avg(value) AS mean, (array_agg(value ORDER BY step DESC))[1] AS last, count(*)::int AS count
    FROM metric_point WHERE series_id = ${id} AND step BETWEEN ${first}::int AND ${last}::int
    GROUP BY (step - ${first}::int) / ${steps}::int ORDER BY 1`
}

type Level = {
  readonly level: number
  /** Of one bucket. */
  readonly steps: number
  readonly firstBucket: number
  readonly buckets: number
}

/** The coarsest level that is still finer than what is asked for; undefined: the points themselves. */
function levelFor(first: number, last: number, maxPoints: number): Level | undefined {
  const levels = bucketLevels.map(({ level, steps }) => {
    const firstBucket = Math.floor(first / steps)
    return { level, steps, firstBucket, buckets: Math.floor(last / steps) - firstBucket + 1 }
  })
  const [finest] = levels
  const fine = levels.findLast(({ buckets }) => buckets >= 2 * maxPoints)
  // Half of what is asked for is good enough to spare the points.
  return fine ?? (finest && 2 * finest.buckets >= maxPoints ? finest : undefined)
}

type Stretch = {
  readonly first: number
  readonly last: number
  readonly range: StepRange
  readonly maxPoints: number
}

/** Of the kept buckets those that lie wholly in the stretch; at its ends, the points of those that it cuts. */
function keptBuckets(
  db: Database,
  seriesId: number,
  { level, steps, firstBucket, buckets }: Level,
  { first, last, range, maxPoints }: Stretch,
): Promise<MetricBucket[]> {
  const begin = range.from === null ? firstBucket : Math.ceil(first / steps)
  const end = range.to === null ? firstBucket + buckets : Math.floor((last + 1) / steps)
  const points = (from: number, to: number) => Prisma.sql`
      SELECT step / ${steps}::int, step, step, value, value, value, value, 1 FROM metric_point
      WHERE series_id = ${seriesId} AND step BETWEEN ${from}::bigint AND ${to}::bigint`
  return db.$queryRaw<MetricBucket[]>`
    SELECT min(first_step) AS "stepStart", max(last_step) AS "stepEnd", min(minimum) AS minimum, max(maximum) AS maximum,
      sum(sum) / sum(count) AS mean, (array_agg(last ORDER BY last_step DESC))[1] AS last, sum(count)::int AS count
    FROM (
      SELECT bucket, first_step, last_step, minimum, maximum, sum, last, count FROM metric_bucket
      WHERE series_id = ${seriesId} AND level = ${level} AND bucket >= ${begin}::int AND bucket < ${end}::int
      UNION ALL ${points(first, begin * steps - 1)}
      UNION ALL ${points(Math.max(begin, end) * steps, last)}) AS part
    GROUP BY (bucket - ${firstBucket}::int) / ${Math.ceil(buckets / maxPoints)}::int ORDER BY 1`
}
