import { z } from 'zod'
import { type Database, poolOf } from '../database.ts'
import { eventPayloads } from '../events/event-payload.ts'
import { RUN_EVENTS_CHANNEL } from '../events/notify.ts'
import type { RunSource } from '../generated/prisma/enums.ts'
import { done, invalid, type Outcome, refused } from '../outcome.ts'
import { createSeries, findSeries } from './find-series.ts'
import { epochIndex, finite, ingestLimits, listOf, share, step } from './input-rules.ts'
import { OUR_WORKERS_RUN } from './lock-logged-run.ts'
import type { Query, Statement } from './query.ts'
import type { LockedSeries, SeriesPoints } from './series-points.ts'
import { storePoints } from './store-points.ts'
import { type Writing, writeTransaction } from './write-transaction.ts'

const epoch = z.object({
  index: epochIndex,
  loss: finite,
  accuracy: share.nullish(),
  validationLoss: finite.nullish(),
  validationAccuracy: share.nullish(),
  learningRate: finite.nullish(),
  seconds: finite.min(0, 'must be at least 0').nullish(),
  examplesPerSecond: finite.min(0, 'must be at least 0').nullish(),
  /** Last step of the epoch, counted over the whole run. */
  step: step.nullish(),
  finishedAt: z.date().nullish(),
})
const COLUMNS = [
  ...(['index', 'loss', 'accuracy', 'validationLoss', 'validationAccuracy', 'learningRate'] as const),
  ...(['seconds', 'examplesPerSecond', 'finishedAt'] as const),
]
/** Keras's names of an epoch's figures. */
const figures = [
  ...([
    ['loss', 'loss'],
    ['accuracy', 'accuracy'],
    ['val_loss', 'validationLoss'],
  ] as const),
  ...([
    ['val_accuracy', 'validationAccuracy'],
    ['learning_rate', 'learningRate'],
  ] as const),
]

type LockedRun = {
  readonly id: string
  readonly projectId: string
  readonly source: RunSource
  readonly lastSequence: string
}
type StoredEpoch = { readonly index: number; readonly finishedAt: Date }

const lock: Statement = {
  name: 'lock-logged-run',
  text: `
    SELECT id, project_id AS "projectId", source, last_sequence AS "lastSequence"
    FROM run WHERE id = $1::uuid FOR UPDATE`,
}
/** A statement of its own: one that has to wait for the lock sees other tables as they were before. */
const lastOf: Statement = {
  name: 'last-metric-step',
  text: 'SELECT max(last_step) AS "lastStep" FROM metric_series WHERE run_id = $1::uuid',
}
const store: Statement = {
  name: 'store-epochs',
  text: `
    INSERT INTO epoch (run_id, index, loss, accuracy, validation_loss, validation_accuracy, learning_rate, seconds,
      examples_per_second, finished_at)
    SELECT run.id, given.index, given.loss, given.accuracy, given.validation_loss, given.validation_accuracy,
      given.learning_rate, given.seconds, given.examples_per_second, coalesce(given.finished_at, clock_timestamp())
    FROM run, unnest($2::int[], $3::float8[], $4::float8[], $5::float8[], $6::float8[], $7::float8[], $8::float8[],
      $9::float8[], $10::timestamptz[]) AS given (index, loss, accuracy, validation_loss, validation_accuracy,
      learning_rate, seconds, examples_per_second, finished_at)
    WHERE run.id = $1::uuid AND run.source = 'LOGGED'
    ON CONFLICT DO NOTHING RETURNING index, finished_at AS "finishedAt"`,
}
const append: Statement = {
  name: 'append-epoch-events',
  text: `
    WITH event AS (
      INSERT INTO run_event (run_id, sequence, at, type, payload)
      SELECT $1::uuid, sequence, clock_timestamp(), 'EpochCompleted', payload
      FROM unnest($2::bigint[], $3::jsonb[]) AS event (sequence, payload)
    ), grown AS (
      UPDATE run SET last_sequence = $4::bigint, epochs_completed = greatest(epochs_completed, $5::int),
        progress = CASE WHEN epochs IS NULL THEN progress
          ELSE least(1, greatest(epochs_completed, $5::int)::float8 / epochs) END,
        examples_per_second = coalesce($6::float8, examples_per_second)
      WHERE id = $1::uuid
    )
    SELECT pg_notify('${RUN_EVENTS_CHANNEL}', $7::text)`,
}

const input = z.object({ runId: z.string(), epochs: listOf(epoch, ingestLimits.epochs, 'epoch') })
type Given = z.output<typeof epoch>

const uuid = z.uuid()

/**
 * Adds rows to the history of a script's run, with their figures as metrics under Keras's names. An epoch that is
 * there already stays as it is. The value is the number of epochs that are there now. Through pg, as points are: what
 * does not hang on an answer is sent without waiting for it, so those who watch have an epoch in a third of the time.
 */
export async function logEpochs(db: Database, raw: z.input<typeof input>): Promise<Outcome<number>> {
  const parsed = input.safeParse(raw)
  if (!parsed.success) return invalid(parsed.error)
  const { runId, epochs } = parsed.data
  if (!uuid.safeParse(runId).success) return refused(['runId'], 'there is no such run', 'NOT_FOUND')
  return writeTransaction(poolOf(db), (query) => writeEpochs(query, runId, epochs))
}

async function writeEpochs(
  query: Query,
  runId: string,
  epochs: readonly Given[],
): Promise<Writing<Outcome<number>>> {
  const [[run], [last], stored, found] = await Promise.all([
    query<LockedRun>(lock, [runId]),
    query<{ lastStep: number | null }>(lastOf, [runId]),
    query<StoredEpoch>(store, [runId, ...columnsOf(epochs)]),
    findSeries(
      query,
      figures.map(([name]) => ({ runId, name })),
    ),
  ])
  const answer = (value: Outcome<number>, written: Promise<unknown> = Promise.resolve()) => ({
    value,
    written,
  })
  if (!run) return answer(refused(['runId'], 'there is no such run', 'NOT_FOUND'))
  if (run.source !== 'LOGGED') return answer(refused(['runId'], OUR_WORKERS_RUN, 'CONFLICT'))
  const finishedAt = new Map(stored.map((each) => [each.index, each.finishedAt]))
  const added = epochs.flatMap((given) => {
    const at = finishedAt.get(given.index)
    // Of two with one index the first was stored.
    return at && finishedAt.delete(given.index) ? [{ ...given, finishedAt: at }] : []
  })
  if (added.length === 0) return answer(done(epochs.length))
  const batch = await pointsOf(query, { runId, added, found, lastStep: last?.lastStep ?? null })
  const { written } = await storePoints(query, batch)
  return answer(done(epochs.length), Promise.all([written, appendEpochs(query, run, added)]))
}

type Added = Given & { readonly finishedAt: Date }

/** The figures of epochs as points of their metrics, which are made where they are missing. */
async function pointsOf(
  query: Query,
  {
    runId,
    added,
    found,
    lastStep,
  }: {
    readonly runId: string
    readonly added: readonly Added[]
    readonly found: readonly LockedSeries[]
    /** Newest step of all metrics of the run. */
    readonly lastStep: number | null
  },
): Promise<SeriesPoints[]> {
  const wanted = figures.filter(([, figure]) => added.some((given) => given[figure] != null))
  const missing = wanted.filter(([name]) => !found.some((series) => series.name === name))
  const made =
    missing.length > 0
      ? await createSeries(
          query,
          missing.map(([name]) => ({ runId, name })),
        )
      : []
  const series = new Map([...found, ...made].map((each) => [each.name, each]))
  return wanted.flatMap(([name, figure]) => {
    const of = series.get(name)
    if (!of) throw new Error(`run ${runId} has no series for its metric ${name}`)
    return added.flatMap((given) => {
      const value = given[figure]
      const step = given.step ?? lastStep ?? given.index
      return value == null
        ? []
        : [{ series: of, steps: [step], values: [value], at: [given.finishedAt.getTime()] }]
    })
  })
}

async function appendEpochs(query: Query, run: LockedRun, added: readonly Added[]): Promise<void> {
  const first = BigInt(run.lastSequence) + 1n
  const head = String(first + BigInt(added.length - 1))
  const newest = added.reduce((one, other) => (other.index > one.index ? other : one))
  const news = { runId: run.id, projectId: run.projectId, sequence: head, kind: 'UPDATED' }
  await query(append, [
    ...[run.id, added.map((_, offset) => String(first + BigInt(offset)))],
    ...[added.map((given) => JSON.stringify(payloadOf(given))), head],
    ...[newest.index, newest.examplesPerSecond ?? null, JSON.stringify(news)],
  ])
}

/** What a script does not tell is 0 where the history has always a number, and null elsewhere. */
const rowOf = (given: Given) => ({
  ...{ index: given.index, loss: given.loss, accuracy: given.accuracy ?? 0 },
  ...{ validationLoss: given.validationLoss ?? null, validationAccuracy: given.validationAccuracy ?? null },
  ...{ learningRate: given.learningRate ?? 0, seconds: given.seconds ?? 0 },
  examplesPerSecond: given.examplesPerSecond ?? 0,
})

function columnsOf(epochs: readonly Given[]): unknown[] {
  const rows = epochs.map((given) => ({
    ...rowOf(given),
    finishedAt: given.finishedAt?.toISOString() ?? null,
  }))
  return COLUMNS.map((column) => rows.map((row) => row[column]))
}

const payloadOf = (given: Added) =>
  eventPayloads.EpochCompleted.parse({
    epoch: { ...rowOf(given), finishedAt: given.finishedAt.toISOString() },
  })
