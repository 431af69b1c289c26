import { z } from 'zod'
import type { Database } from '../database.ts'
import { done, type Issue, type Outcome, refused } from '../outcome.ts'
import { ingestLimits, text } from './input-rules.ts'
import { metricsWriterOf } from './metrics-writer.ts'

export type GivenPoint = {
  readonly name: string
  readonly step: number
  readonly value: number
  /** Null: now. */
  readonly at?: Date | null | undefined
}

/** Points of one metric of a call, in columns. */
export type NamedPoints = {
  readonly name: string
  readonly steps: number[]
  readonly values: number[]
  /** Milliseconds since 1970. */
  readonly at: number[]
}

const uuid = z.uuid()
const metricName = text(ingestLimits.metricNameLength)
const ISSUES = 20
/** So that the sum of all points of a metric is still a number. */
const LARGEST = 1e290

/**
 * Stores points of a run that a script logs; a step that a metric has already stays as it is, so what is sent twice is
 * stored once. Done once they are on the disk. Tells how many points the call carried.
 */
export async function logMetrics(
  db: Database,
  { runId, points }: { readonly runId: string; readonly points: readonly GivenPoint[] },
): Promise<Outcome<number>> {
  if (!uuid.safeParse(runId).success) return refused(['runId'], 'there is no such run', 'NOT_FOUND')
  if (points.length > ingestLimits.points)
    return refused(
      ['points'],
      `must be at most ${ingestLimits.points.toLocaleString('en')}, these are ${points.length}: send them in several calls`,
      'INVALID_VALUE',
    )
  const columns = byMetric(points)
  if (!columns.ok) return columns
  if (points.length === 0) return done(0)
  const written = await metricsWriterOf(db).write(runId, columns.value, points.length)
  return written.ok ? done(points.length) : written
}

function byMetric(points: readonly GivenPoint[]): Outcome<NamedPoints[]> {
  const now = Date.now()
  const metrics = new Map<string, NamedPoints>()
  const issues: Issue[] = []
  for (const [index, { name, step, value, at }] of points.entries()) {
    let metric = metrics.get(name)
    if (!metric) {
      const parsed = metricName.safeParse(name)
      if (!parsed.success)
        issues.push(issue(index, 'name', parsed.error.issues[0]?.message ?? 'is not a name'))
      metric = { name, steps: [], values: [], at: [] }
      metrics.set(name, metric)
    }
    if (step < 0) issues.push(issue(index, 'step', 'must be at least 0'))
    if (Math.abs(value) > LARGEST) issues.push(issue(index, 'value', 'must be from -1e290 to 1e290'))
    if (issues.length >= ISSUES) break
    metric.steps.push(step)
    metric.values.push(value)
    metric.at.push(at?.getTime() ?? now)
  }
  return issues.length > 0 ? { ok: false, issues } : done([...metrics.values()])
}

const issue = (index: number, field: string, message: string): Issue => ({
  ...{ path: ['points', String(index), field], message, code: 'INVALID_VALUE' },
})
