import { type Database, poolOf } from '../database.ts'
import { LAYER_METRICS } from './epoch-metrics.ts'
import { SYSTEM_METRICS } from './record-usage.ts'

/** Where one metric of a run stands. */
export type ListedSummary = {
  readonly name: string
  readonly last: number
  readonly minimum: number
  readonly maximum: number
  readonly lastStep: number
}

type Row = [runId: string, name: string, last: number, minimum: number, maximum: number, lastStep: number]

/**
 * The summaries of many runs at once, by run and in the order of their names; those of layers only when asked for,
 * those of the system never.
 * Through pg, since a list of a thousand runs has ten thousand of them, on which Prisma would take most of the time.
 */
export async function listMetricSummaries(
  db: Database,
  runIds: readonly string[],
  layers: boolean,
): Promise<ReadonlyMap<string, readonly ListedSummary[]>> {
  const { rows } = await poolOf(db).query<Row>({
    text: `
      SELECT run_id, name, last, minimum, maximum, last_step FROM metric_series
      WHERE run_id = ANY($1::uuid[]) AND ($2 OR NOT starts_with(name, $3)) AND NOT starts_with(name, $4)
        AND last IS NOT NULL AND minimum IS NOT NULL AND maximum IS NOT NULL AND last_step IS NOT NULL
      ORDER BY name`,
    values: [runIds, layers, LAYER_METRICS, SYSTEM_METRICS],
    rowMode: 'array',
  })
  const byRun = new Map<string, ListedSummary[]>()
  for (const [runId, name, last, minimum, maximum, lastStep] of rows) {
    const summaries = byRun.get(runId) ?? []
    if (summaries.length === 0) byRun.set(runId, summaries)
    summaries.push({ name, last, minimum, maximum, lastStep })
  }
  return byRun
}
