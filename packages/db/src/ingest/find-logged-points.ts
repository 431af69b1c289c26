import type { Database } from '../database.ts'
import type { EventPayload } from '../events/event-payload.ts'
import { stepsOf } from './step-runs.ts'

export type LoggedPoint = {
  readonly name: string
  readonly step: number
  readonly value: number
  readonly at: Date
}

/** How many points a MetricsLogged event stands for. */
export const countLoggedPoints = ({ points, stored }: EventPayload['MetricsLogged']): number =>
  stored.flatMap(({ steps }) => steps).reduce((sum, [, many]) => sum + many, points.length)

/** The points of a MetricsLogged event, by metric in the order of their steps. */
export async function findLoggedPoints(
  db: Database,
  runId: string,
  { points, stored }: EventPayload['MetricsLogged'],
): Promise<LoggedPoint[]> {
  const inline = points.map((point) => ({ ...point, at: new Date(point.at) }))
  if (stored.length === 0) return inline
  const names: string[] = []
  const steps: number[] = []
  for (const series of stored)
    for (const step of stepsOf(series.steps)) {
      names.push(series.name)
      steps.push(step)
    }
  const read = await db.$queryRaw<LoggedPoint[]>`
    SELECT series.name, point.step, point.value, point.at
    FROM unnest(${names}::text[], ${steps}::int[]) AS asked (name, step)
    JOIN metric_series AS series ON series.run_id = ${runId}::uuid AND series.name = asked.name
    JOIN metric_point AS point ON point.series_id = series.id AND point.step = asked.step
    ORDER BY series.name, point.step`
  return [...inline, ...read]
}
