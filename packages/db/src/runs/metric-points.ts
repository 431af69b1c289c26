import type { Transaction } from '../database.ts'
import { createSeries, findSeries } from '../ingest/find-series.ts'
import { throughPrisma } from '../ingest/query.ts'
import { storePoints } from '../ingest/store-points.ts'

export type MetricPoints = {
  readonly name: string
  readonly firstStep: number
  readonly values: ArrayLike<number>
  /** Null: when the run records it. */
  readonly at?: Date | null | undefined
}

/**
 * Adds points to a run's metrics, each series at consecutive steps, and keeps the series' summaries. A step that is
 * there already stays as it is. The caller holds the run's row lock.
 */
export async function addMetricPoints(
  tx: Transaction,
  run: { readonly runId: string; readonly at: Date },
  metrics: readonly MetricPoints[],
): Promise<void> {
  const query = throughPrisma(tx)
  const { runId } = run
  const names = [...new Set(metrics.map(({ name }) => name))].map((name) => ({ runId, name }))
  const series = new Map((await findSeries(query, names)).map((found) => [found.name, found]))
  const missing = names.filter(({ name }) => !series.has(name))
  if (missing.length > 0)
    for (const created of await createSeries(query, missing)) series.set(created.name, created)
  const batch = metrics.map(({ name, firstStep, values, at }) => {
    const found = series.get(name)
    if (!found) throw new Error(`run ${runId} has no series for its metric ${name}`)
    return {
      series: found,
      steps: Array.from(values, (_, offset) => firstStep + offset),
      values: Array.from(values),
      at: new Array<number>(values.length).fill((at ?? run.at).getTime()),
    }
  })
  const { written } = await storePoints(query, batch)
  await written
}
