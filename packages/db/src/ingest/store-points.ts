import { addToBuckets, BUCKETED_FROM, beginBuckets } from './metric-buckets.ts'
import { arrayOf, type Query, type Statement } from './query.ts'
import type { LockedSeries, SeriesPoints } from './series-points.ts'

const INSERT = `
    INSERT INTO metric_point (series_id, step, value, at)
    SELECT series_id, step, value, to_timestamp(at / 1000)
    FROM unnest($1::int[], $2::int[], $3::float8[], $4::float8[]) AS point (series_id, step, value, at)`
const append: Statement = { name: 'append-metric-points', text: INSERT }
const merge: Statement = {
  name: 'merge-metric-points',
  text: `${INSERT} ON CONFLICT DO NOTHING RETURNING series_id AS "seriesId", step`,
}
const summarize: Statement = {
  name: 'summarize-metric-series',
  text: `
    UPDATE metric_series AS series SET
      count = series.count + added.count,
      minimum = least(series.minimum, added.minimum),
      maximum = greatest(series.maximum, added.maximum),
      last = CASE WHEN series.last_step > added.last_step THEN series.last ELSE added.last END,
      last_step = greatest(series.last_step, added.last_step)
    FROM unnest($1::int[], $2::int[], $3::float8[], $4::float8[], $5::int[], $6::float8[])
      AS added (series_id, count, minimum, maximum, last_step, last)
    WHERE series.id = added.series_id`,
}

type Stored = {
  /** Of each item what was new, in the same order. */
  readonly stored: readonly SeriesPoints[]
  /** Settles when the last statement was answered. Further ones can be sent before. */
  readonly written: Promise<unknown>
}

/**
 * Stores points, with the summaries and buckets of their series. A step that is there already stays as it is, and of
 * two in one call the first counts. The caller holds the row locks of the runs, and awaits `written`.
 */
export async function storePoints(query: Query, batch: readonly SeriesPoints[]): Promise<Stored> {
  // Nearly always a training goes on where it was: nothing can be there already, and nothing needs to be looked for.
  const goesOn = batch.map((points) => advance(points))
  const ahead = batch.filter((_, index) => goesOn[index])
  const appended = insert(query, append, ahead)
  if (ahead.length === batch.length)
    return { stored: batch, written: Promise.all([appended, summarizeSeries(query, batch)]) }
  const late = batch.filter((_, index) => !goesOn[index])
  const [merged] = await Promise.all([insert(query, merge, late), appended])
  const isNew = stepSets(merged)
  const stored = batch.map((points, index) => (goesOn[index] ? points : onlyNew(points, isNew)))
  return { stored, written: summarizeSeries(query, stored) }
}

/** Whether all steps lie behind those that the series has; the series then ends at the last of them. */
function advance({ series, steps }: SeriesPoints): boolean {
  let last = series.lastStep ?? -1
  let ascending = true
  for (const step of steps) {
    ascending &&= step > last
    last = Math.max(last, step)
  }
  series.lastStep = last
  return ascending
}

type StoredStep = { readonly seriesId: number; readonly step: number }

async function insert(
  query: Query,
  statement: Statement,
  batch: readonly SeriesPoints[],
): Promise<StoredStep[]> {
  if (batch.length === 0) return []
  const ids = batch.map(({ series, steps }) => new Array<number>(steps.length).fill(series.id).join(','))
  const column = (of: 'steps' | 'values' | 'at') =>
    `{${batch.map((points) => points[of].join(',')).join(',')}}`
  return query<StoredStep>(statement, [`{${ids.join(',')}}`, column('steps'), column('values'), column('at')])
}

function stepSets(stored: readonly StoredStep[]): ReadonlyMap<number, Set<number>> {
  const sets = new Map<number, Set<number>>()
  for (const { seriesId, step } of stored) {
    const set = sets.get(seriesId)
    if (set) set.add(step)
    else sets.set(seriesId, new Set([step]))
  }
  return sets
}

function onlyNew(points: SeriesPoints, isNew: ReadonlyMap<number, Set<number>>): SeriesPoints {
  const set = isNew.get(points.series.id)
  // Taken out as they are found, so that of two calls with one step the first has stored it.
  const kept = points.steps.map((step) => set?.delete(step) ?? false)
  const pick = (column: readonly number[]) => column.filter((_, index) => kept[index])
  return {
    ...{ series: points.series, steps: pick(points.steps) },
    ...{ values: pick(points.values), at: pick(points.at) },
  }
}

type Summary = { count: number; minimum: number; maximum: number; lastStep: number; last: number }

function summarizeSeries(query: Query, stored: readonly SeriesPoints[]): Promise<unknown> {
  const summaries = new Map<LockedSeries, Summary>()
  for (const points of stored) if (points.steps.length > 0) summarizePoints(summaries, points)
  if (summaries.size === 0) return Promise.resolve()
  const rows = [...summaries.values()]
  const column = (of: keyof Summary) => arrayOf(rows.map((row) => row[of]))
  const ids = arrayOf([...summaries.keys()].map(({ id }) => id))
  const summarized = query(summarize, [
    ...[ids, column('count'), column('minimum'), column('maximum')],
    ...[column('lastStep'), column('last')],
  ])
  const bucketed = stored.filter(({ series }) => series.bucketed)
  const grown = [...summaries].flatMap(([{ id, count, bucketed }, added]) =>
    !bucketed && count + added.count >= BUCKETED_FROM ? [id] : [],
  )
  return Promise.all([summarized, addToBuckets(query, bucketed), beginBuckets(query, grown)])
}

function summarizePoints(
  summaries: Map<LockedSeries, Summary>,
  { series, steps, values }: SeriesPoints,
): void {
  const start = { count: 0, minimum: Infinity, maximum: -Infinity, lastStep: -1, last: 0 }
  const summary = summaries.get(series) ?? start
  for (const [index, step] of steps.entries()) {
    const value = values[index] ?? Number.NaN
    if (value < summary.minimum) summary.minimum = value
    if (value > summary.maximum) summary.maximum = value
    if (step <= summary.lastStep) continue
    summary.lastStep = step
    summary.last = value
  }
  summary.count += steps.length
  summaries.set(series, summary)
}
