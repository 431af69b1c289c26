import { addToBuckets, BUCKETED_FROM, beginBuckets } from './metric-buckets.ts'
import { arrayOf, type Query, type Statement } from './query.ts'
import type { SeriesPoints } from './series-points.ts'

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
    WHERE series.id = added.series_id
    RETURNING series.id, series.count`,
}

/**
 * Stores points, with the summaries and buckets of their series. A step that is there already stays as it is, and of
 * two in one call the first counts. The caller holds the row locks of the runs.
 * @returns of each item what was new, in the same order
 */
export async function storePoints(query: Query, batch: readonly SeriesPoints[]): Promise<SeriesPoints[]> {
  // Nearly always a training goes on where it was: nothing can be there already, and nothing needs to be looked for.
  const goesOn = batch.map((points) => advance(points))
  await insert(
    query,
    append,
    batch.filter((_, index) => goesOn[index]),
  )
  const late = batch.filter((_, index) => !goesOn[index])
  const isNew = stepSets(await insert(query, merge, late))
  const stored = batch.map((points, index) => (goesOn[index] ? points : onlyNew(points, isNew)))
  await summarizeSeries(query, stored)
  return stored
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

async function summarizeSeries(query: Query, stored: readonly SeriesPoints[]): Promise<void> {
  const summaries = new Map<number, Summary>()
  for (const points of stored) if (points.steps.length > 0) summarizePoints(summaries, points)
  if (summaries.size === 0) return
  const rows = [...summaries.values()]
  const column = (of: keyof Summary) => arrayOf(rows.map((row) => row[of]))
  const counted = await query<{ id: number; count: number }>(summarize, [
    ...[arrayOf([...summaries.keys()]), column('count'), column('minimum'), column('maximum')],
    ...[column('lastStep'), column('last')],
  ])
  const bucketed = new Map(stored.map(({ series }) => [series.id, series.bucketed]))
  await addToBuckets(
    query,
    stored.filter(({ series }) => series.bucketed),
  )
  const grown = counted.filter(({ id, count }) => count >= BUCKETED_FROM && !bucketed.get(id))
  await beginBuckets(
    query,
    grown.map(({ id }) => id),
  )
}

function summarizePoints(summaries: Map<number, Summary>, { series, steps, values }: SeriesPoints): void {
  const start = { count: 0, minimum: Infinity, maximum: -Infinity, lastStep: -1, last: 0 }
  const summary = summaries.get(series.id) ?? start
  for (const [index, step] of steps.entries()) {
    const value = values[index] ?? Number.NaN
    if (value < summary.minimum) summary.minimum = value
    if (value > summary.maximum) summary.maximum = value
    if (step <= summary.lastStep) continue
    summary.lastStep = step
    summary.last = value
  }
  summary.count += steps.length
  summaries.set(series.id, summary)
}
