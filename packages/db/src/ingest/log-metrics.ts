import { z } from 'zod'
import type { Database } from '../database.ts'
import { appendEvents } from '../events/append-events.ts'
import { eventPayloads, type NewEvent } from '../events/event-payload.ts'
import { done, invalid, type Outcome, refused } from '../outcome.ts'
import { finite, ingestLimits, listOf, step, text } from './input-rules.ts'
import { lockLoggedRun } from './lock-logged-run.ts'
import { type Point, storePoints } from './store-points.ts'

const point = z.object({
  name: text(ingestLimits.metricNameLength),
  step,
  value: finite,
  at: z.date().nullish(),
})
const input = z.object({ runId: z.string(), points: listOf(point, ingestLimits.points, 'point') })

/** Points of one event: subscribers get it in one message. */
const POINTS_AN_EVENT = 1_000

/**
 * Stores points of a script's metrics, in one transaction. A point is its name and step: sent again, it stays as it
 * was, and nobody is told of it a second time. The value is the number of points that are there now.
 */
export async function logMetrics(db: Database, raw: z.input<typeof input>): Promise<Outcome<number>> {
  const parsed = input.safeParse(raw)
  if (!parsed.success) return invalid(parsed.error)
  const { runId, points } = parsed.data
  return db
    .$transaction(async (tx) => {
      const locked = await lockLoggedRun(tx, runId)
      if (!locked.ok) return locked
      const { run, at } = locked.value
      const dated = points.map((each) => ({ ...each, at: each.at ?? at }))
      const added = await storePoints(tx, runId, dated)
      if ((await tx.metricSeries.count({ where: { runId } })) > ingestLimits.metricsPerRun)
        throw new TooManyMetrics()
      if (added.length > 0) await appendEvents(tx, run, { at, kind: 'PROGRESSED', events: eventsOf(added) })
      return done(points.length)
    })
    .catch((error: unknown) => {
      if (!(error instanceof TooManyMetrics)) throw error
      const most = ingestLimits.metricsPerRun.toLocaleString('en')
      return refused(['points'], `a run may have at most ${most} metrics`, 'INVALID_VALUE')
    })
}

/** Thrown, so that the transaction takes back the metrics that it has made. */
class TooManyMetrics extends Error {}

function eventsOf(points: readonly Point[]): NewEvent[] {
  const events: NewEvent[] = []
  for (let start = 0; start < points.length; start += POINTS_AN_EVENT) {
    const part = points.slice(start, start + POINTS_AN_EVENT)
    const payload = { points: part.map((each) => ({ ...each, at: each.at.toISOString() })) }
    events.push({ type: 'MetricsLogged', payload: eventPayloads.MetricsLogged.parse(payload) })
  }
  return events
}
