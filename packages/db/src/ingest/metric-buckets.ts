import type { Query, Statement } from './query.ts'
import { arrayOf } from './query.ts'
import type { SeriesPoints } from './series-points.ts'

/** From so many points on a series has buckets: a shorter one is drawn from its points as quickly. */
export const BUCKETED_FROM = 8192

/** A bucket of level n has 2 ** shift steps. */
const SHIFTS = [6, 12, 18] as const
export const bucketLevels = SHIFTS.map((shift, level) => ({ level, steps: 2 ** shift }))

const COLUMNS = 'series_id, level, bucket, first_step, last_step, count, minimum, maximum, sum, last'

const merge: Statement = {
  name: 'merge-metric-buckets',
  text: `
    INSERT INTO metric_bucket AS kept (${COLUMNS})
    SELECT * FROM unnest($1::int[], $2::smallint[], $3::int[], $4::int[], $5::int[], $6::int[], $7::float8[], $8::float8[],
      $9::float8[], $10::float8[])
    ON CONFLICT (series_id, level, bucket) DO UPDATE SET
      first_step = least(kept.first_step, excluded.first_step),
      last = CASE WHEN kept.last_step > excluded.last_step THEN kept.last ELSE excluded.last END,
      last_step = greatest(kept.last_step, excluded.last_step),
      count = kept.count + excluded.count,
      minimum = least(kept.minimum, excluded.minimum),
      maximum = greatest(kept.maximum, excluded.maximum),
      sum = kept.sum + excluded.sum`,
}

const begin: Statement = {
  name: 'begin-metric-buckets',
  text: `
    WITH begun AS (UPDATE metric_series SET bucketed = true WHERE id = ANY($1::int[]))
    INSERT INTO metric_bucket (${COLUMNS})
    SELECT series_id, level, step >> shift, min(step), max(step), count(*), min(value), max(value), sum(value),
      (array_agg(value ORDER BY step DESC))[1]
    FROM metric_point
    CROSS JOIN (VALUES ${SHIFTS.map((shift, level) => `(${level}::smallint, ${shift})`).join(', ')}) AS levels (level, shift)
    WHERE series_id = ANY($1::int[])
    GROUP BY series_id, level, step >> shift`,
}

/** Adds points that were just stored to the buckets of their series. */
export async function addToBuckets(query: Query, stored: readonly SeriesPoints[]): Promise<void> {
  const buckets = new Map<string, Bucket>()
  for (const points of stored)
    for (const { level, steps } of bucketLevels) gather(buckets, points, level, steps)
  if (buckets.size === 0) return
  const rows = [...buckets.values()]
  const column = (of: keyof Bucket) => arrayOf(rows.map((row) => row[of]))
  await query(merge, [
    ...[column('seriesId'), column('level'), column('bucket'), column('firstStep'), column('lastStep')],
    ...[column('count'), column('minimum'), column('maximum'), column('sum'), column('last')],
  ])
}

/** Gives series that have grown long their buckets, of all points that they have. */
export async function beginBuckets(query: Query, seriesIds: readonly number[]): Promise<void> {
  if (seriesIds.length > 0) await query(begin, [arrayOf(seriesIds)])
}

type Bucket = {
  readonly seriesId: number
  readonly level: number
  readonly bucket: number
  firstStep: number
  lastStep: number
  count: number
  minimum: number
  maximum: number
  sum: number
  last: number
}

function gather(
  buckets: Map<string, Bucket>,
  { series, steps, values }: SeriesPoints,
  level: number,
  width: number,
): void {
  let current: Bucket | undefined
  for (const [index, step] of steps.entries()) {
    const value = values[index] ?? Number.NaN
    const bucket = Math.floor(step / width)
    if (current?.bucket !== bucket) current = find(buckets, series.id, level, bucket, step, value)
    current.firstStep = Math.min(current.firstStep, step)
    if (step >= current.lastStep) {
      current.lastStep = step
      current.last = value
    }
    current.count += 1
    current.minimum = Math.min(current.minimum, value)
    current.maximum = Math.max(current.maximum, value)
    current.sum += value
  }
}

function find(
  buckets: Map<string, Bucket>,
  seriesId: number,
  level: number,
  bucket: number,
  step: number,
  value: number,
): Bucket {
  const key = `${seriesId} ${level} ${bucket}`
  const known = buckets.get(key)
  if (known) return known
  const made = {
    ...{ seriesId, level, bucket, firstStep: step, lastStep: step, count: 0 },
    ...{ minimum: value, maximum: value, sum: 0, last: value },
  }
  buckets.set(key, made)
  return made
}
