import type { Transaction } from '../database.ts'

export type Point = {
  readonly name: string
  readonly step: number
  readonly value: number
  readonly at: Date
}

/**
 * Stores points of a run's metrics and keeps the series' summaries: one statement for all of them. A step that a
 * metric has already stays as it is. The caller holds the run's row lock.
 * @returns those that are new, in the order given
 */
export async function storePoints(
  tx: Transaction,
  runId: string,
  points: readonly Point[],
): Promise<readonly Point[]> {
  const idOf = await seriesIds(tx, runId, [...new Set(points.map((point) => point.name))])
  const ids = points.map(({ name }) => {
    const id = idOf.get(name)
    if (id === undefined) throw new Error(`run ${runId} has no series for its metric ${name}`)
    return id
  })
  const steps = points.map((point) => point.step)
  const values = points.map((point) => point.value)
  const times = points.map((point) => point.at.toISOString())
  const stored = await tx.$queryRaw<{ series_id: number; step: number }[]>`
    WITH stored AS (
      INSERT INTO metric_point (series_id, step, value, at)
      SELECT series_id, step, value, at
      FROM unnest(${ids}::int[], ${steps}::int[], ${values}::float8[], ${times}::timestamptz[])
        AS point (series_id, step, value, at)
      ON CONFLICT DO NOTHING
      RETURNING series_id, step, value
    ), added AS (
      SELECT series_id, count(*)::int AS count, min(value) AS minimum, max(value) AS maximum, max(step) AS last_step,
        (array_agg(value ORDER BY step DESC))[1] AS last
      FROM stored GROUP BY series_id
    ), summarized AS (
      UPDATE metric_series AS series SET
        count = series.count + added.count,
        minimum = least(series.minimum, added.minimum),
        maximum = greatest(series.maximum, added.maximum),
        last = CASE WHEN series.last_step > added.last_step THEN series.last ELSE added.last END,
        last_step = greatest(series.last_step, added.last_step)
      FROM added WHERE series.id = added.series_id
    )
    SELECT series_id, step FROM stored`
  const isNew = new Set(stored.map(({ series_id, step }) => `${series_id} ${step}`))
  // Deleted as it is taken: a point that came twice in one call is there once.
  return points.filter((point, at) => isNew.delete(`${ids[at]} ${point.step}`))
}

async function seriesIds(
  tx: Transaction,
  runId: string,
  names: string[],
): Promise<ReadonlyMap<string, number>> {
  const existing = { where: { runId, name: { in: names } }, select: { id: true, name: true } }
  let series = await tx.metricSeries.findMany(existing)
  if (series.length < names.length) {
    await tx.metricSeries.createMany({ data: names.map((name) => ({ runId, name })), skipDuplicates: true })
    series = await tx.metricSeries.findMany(existing)
  }
  return new Map(series.map(({ name, id }) => [name, id]))
}
