import { RUN_EVENTS_CHANNEL } from '../events/notify.ts'
import type { RunSource } from '../generated/prisma/enums.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { createSeries, findSeries, type SeriesName } from './find-series.ts'
import { ingestLimits } from './input-rules.ts'
import { OUR_WORKERS_RUN } from './lock-logged-run.ts'
import { metricsEvent } from './metrics-event.ts'
import type { MetricsCall } from './metrics-writer.ts'
import type { Query, Statement } from './query.ts'
import type { LockedSeries, SeriesPoints } from './series-points.ts'
import { storePoints } from './store-points.ts'
import type { Writing } from './write-transaction.ts'

const lock: Statement = {
  name: 'lock-runs',
  text: `
    SELECT id, project_id AS "projectId", source, last_sequence AS "lastSequence"
    FROM run WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`,
}
const countSeries: Statement = {
  name: 'count-metric-series',
  text: 'SELECT count(*)::int AS count FROM metric_series WHERE run_id = $1::uuid',
}
const append: Statement = {
  name: 'append-metrics-events',
  text: `
    WITH event AS (
      INSERT INTO run_event (run_id, sequence, at, type, payload)
      SELECT run_id, sequence, clock_timestamp(), 'MetricsLogged', payload
      FROM unnest($1::uuid[], $2::bigint[], $3::jsonb[]) AS event (run_id, sequence, payload)
    ), grown AS (
      UPDATE run SET last_sequence = news.sequence
      FROM unnest($4::uuid[], $5::bigint[]) AS news (run_id, sequence) WHERE run.id = news.run_id
    )
    SELECT pg_notify('${RUN_EVENTS_CHANNEL}', news) FROM unnest($6::text[]) AS news`,
}

type LockedRun = {
  readonly id: string
  readonly projectId: string
  readonly source: RunSource
  readonly lastSequence: string
}

/**
 * Writes the calls of one transaction: locks their runs, in one order everywhere, stores their points and adds an event
 * for each call that brought something new. The value is what became of each call. What does not hang on an answer is sent without waiting for it.
 */
export async function writeCalls(
  query: Query,
  calls: readonly MetricsCall[],
): Promise<Writing<readonly Outcome<null>[]>> {
  const runIds = [...new Set(calls.map(({ runId }) => runId))]
  const [locked, found] = await Promise.all([
    query<LockedRun>(lock, [runIds]),
    findSeries(query, [...namesOf(calls).values()]),
  ])
  const runs = new Map(locked.map((run) => [run.id, run]))
  const refusals = calls.map(({ runId }) => refusalOf(runs.get(runId)))
  const series = new Map(found.map((each) => [keyOf(each), each]))
  const accepted = calls.filter((_, index) => !refusals[index])
  await addMissing(query, accepted, series)
  const batch: SeriesPoints[] = []
  const batchOf: SeriesPoints[][] = calls.map(({ runId, metrics }, index) => {
    if (refusals[index]) return []
    const points = metrics.flatMap(({ name, steps, values, at }) => {
      const found = series.get(keyOf({ runId, name }))
      return found ? [{ series: found, steps, values, at }] : []
    })
    if (points.length < metrics.length) {
      refusals[index] = tooManyMetrics
      return []
    }
    batch.push(...points)
    return points
  })
  const { stored, written } = await storePoints(query, batch)
  const storedOf = new Map(batch.map((points, index) => [points, stored[index]]))
  const news = batchOf.map((points) =>
    points.flatMap((each) => {
      const kept = storedOf.get(each)
      return kept && kept.steps.length > 0 ? [kept] : []
    }),
  )
  const outcomes = refusals.map((refusal) => refusal ?? done(null))
  return { value: outcomes, written: Promise.all([written, appendEvents(query, calls, runs, news)]) }
}

const tooManyMetrics = refused(
  ['points'],
  `a run may have ${ingestLimits.metricsPerRun.toLocaleString('en')} metrics, and this call would make more`,
  'INVALID_VALUE',
)

function refusalOf(run: LockedRun | undefined): Outcome<never> | undefined {
  if (!run) return refused(['runId'], 'there is no such run', 'NOT_FOUND')
  return run.source === 'LOGGED' ? undefined : refused(['runId'], OUR_WORKERS_RUN, 'CONFLICT')
}

const keyOf = ({ runId, name }: SeriesName): string => `${runId} ${name}`

function namesOf(calls: readonly MetricsCall[]): ReadonlyMap<string, SeriesName> {
  const names = new Map<string, SeriesName>()
  for (const { runId, metrics } of calls)
    for (const { name } of metrics) names.set(keyOf({ runId, name }), { runId, name })
  return names
}

/** Makes the series that are missing, unless their run would have too many. */
async function addMissing(
  query: Query,
  calls: readonly MetricsCall[],
  series: Map<string, LockedSeries>,
): Promise<void> {
  const missing = [...namesOf(calls)].flatMap(([key, name]) => (series.has(key) ? [] : [name]))
  const allowed: SeriesName[] = []
  for (const [runId, wanted] of Map.groupBy(missing, (name) => name.runId)) {
    const [known] = await query<{ count: number }>(countSeries, [runId])
    allowed.push(...wanted.slice(0, Math.max(0, ingestLimits.metricsPerRun - (known?.count ?? 0))))
  }
  if (allowed.length > 0) for (const made of await createSeries(query, allowed)) series.set(keyOf(made), made)
}

async function appendEvents(
  query: Query,
  calls: readonly MetricsCall[],
  runs: ReadonlyMap<string, LockedRun>,
  news: readonly (readonly SeriesPoints[])[],
): Promise<void> {
  const events: { runId: string; sequence: string; payload: string }[] = []
  const last = new Map<string, bigint>()
  for (const [index, { runId }] of calls.entries()) {
    const run = runs.get(runId)
    const stored = news[index]
    if (!run || !stored || stored.length === 0) continue
    const sequence = (last.get(runId) ?? BigInt(run.lastSequence)) + 1n
    last.set(runId, sequence)
    events.push({ runId, sequence: String(sequence), payload: JSON.stringify(metricsEvent(stored)) })
  }
  if (events.length === 0) return
  const heads = [...last].map(([runId, sequence]) => [runId, String(sequence)] as const)
  await query(append, [
    ...[events.map(({ runId }) => runId), events.map(({ sequence }) => sequence)],
    ...[events.map(({ payload }) => payload), heads.map(([runId]) => runId), heads.map(([, head]) => head)],
    heads.map(([runId, sequence]) =>
      JSON.stringify({ runId, projectId: runs.get(runId)?.projectId, sequence, kind: 'PROGRESSED' }),
    ),
  ])
}
