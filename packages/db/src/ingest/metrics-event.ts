import type { EventPayload } from '../events/event-payload.ts'
import type { SeriesPoints } from './series-points.ts'
import { stepRunsOf } from './step-runs.ts'

/** Up to so many points the log holds them itself; of more it names the steps, which are read where they are stored. */
const INLINE_POINTS = 16

/** What the log holds of the points that one call stored. */
export function metricsEvent(stored: readonly SeriesPoints[]): EventPayload['MetricsLogged'] {
  const total = stored.reduce((sum, { steps }) => sum + steps.length, 0)
  if (total > INLINE_POINTS)
    return {
      points: [],
      stored: stored.map(({ series, steps }) => ({ name: series.name, steps: stepRunsOf(steps) })),
    }
  const points = stored.flatMap(({ series, steps, values, at }) =>
    steps.map((step, index) => ({
      ...{ name: series.name, step, value: values[index] ?? Number.NaN },
      at: new Date(at[index] ?? 0).toISOString(),
    })),
  )
  return { points, stored: [] }
}
