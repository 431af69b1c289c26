import type { Transaction } from '../database.ts'

export type MetricPoints = {
  readonly name: string
  readonly firstStep: number
  readonly values: ArrayLike<number>
}

/**
 * Adds points to a run's metrics, each series at consecutive steps, and keeps the series' summaries: one statement for
 * all points. A step that is there already stays as it is. The caller holds the run's row lock.
 */
export async function addMetricPoints(
  tx: Transaction,
  run: { readonly runId: string; readonly at: Date },
  metrics: readonly MetricPoints[],
): Promise<void> {
  const idOf = await seriesIds(
    tx,
    run.runId,
    metrics.map((metric) => metric.name),
  )
  const ids: number[] = []
  const steps: number[] = []
  const values: number[] = []
  for (const metric of metrics) {
    const id = idOf.get(metric.name)
    if (id === undefined) throw new Error(`run ${run.runId} has no series for its metric ${metric.name}`)
    for (let offset = 0; offset < metric.values.length; offset += 1) {
      ids.push(id)
      steps.push(metric.firstStep + offset)
      values.push(metric.values[offset] ?? Number.NaN)
    }
  }
  await tx.$executeRaw`
    WITH stored AS (
      INSERT INTO metric_point (series_id, step, value, at)
      SELECT series_id, step, value, ${run.at}::timestamptz
      FROM unnest(${ids}::int[], ${steps}::int[], ${values}::float8[]) AS point (series_id, step, value)
      ON CONFLICT DO NOTHING
      RETURNING series_id, step, value
    ), added AS (
      SELECT series_id, count(*)::int AS count, min(value) AS minimum, max(value) AS maximum, max(step) AS last_step,
        (array_agg(value ORDER BY step DESC))[1] AS last
      FROM stored GROUP BY series_id
    )
    UPDATE metric_series AS series SET
      count = series.count + added.count,
      minimum = least(series.minimum, added.minimum),
      maximum = greatest(series.maximum, added.maximum),
      last = CASE WHEN series.last_step > added.last_step THEN series.last ELSE added.last END,
      last_step = greatest(series.last_step, added.last_step)
    FROM added WHERE series.id = added.series_id`
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
