import { z } from 'zod'
import type { Database } from '../database.ts'
import { appendEvents } from '../events/append-events.ts'
import { eventPayloads, type NewEvent } from '../events/event-payload.ts'
import { done, invalid, type Outcome } from '../outcome.ts'
import { addMetricPoints, type MetricPoints } from '../runs/metric-points.ts'
import { epochIndex, finite, ingestLimits, listOf, share, step } from './input-rules.ts'
import { lockLoggedRun } from './lock-logged-run.ts'

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
const input = z.object({ runId: z.string(), epochs: listOf(epoch, ingestLimits.epochs, 'epoch') })
type Given = z.output<typeof epoch>

/**
 * Adds rows to the history of a script's run, with their figures as metrics under Keras's names. An epoch that is
 * there already stays as it is. The value is the number of epochs that are there now.
 */
export async function logEpochs(db: Database, raw: z.input<typeof input>): Promise<Outcome<number>> {
  const parsed = input.safeParse(raw)
  if (!parsed.success) return invalid(parsed.error)
  const { runId, epochs } = parsed.data
  return db.$transaction(async (tx) => {
    const locked = await lockLoggedRun(tx, runId)
    if (!locked.ok) return locked
    const { run, at } = locked.value
    const stored = await tx.epoch.createManyAndReturn({
      data: epochs.map((given) => ({ runId, ...rowOf(given, at) })),
      skipDuplicates: true,
      select: { index: true },
    })
    const isNew = new Set(stored.map(({ index }) => index))
    const added = epochs.filter(({ index }) => isNew.delete(index))
    if (added.length === 0) return done(epochs.length)
    const { _max: last } = await tx.metricSeries.aggregate({ where: { runId }, _max: { lastStep: true } })
    const metrics = added.flatMap((given) => metricsOf(given, given.step ?? last.lastStep ?? given.index))
    await addMetricPoints(tx, { runId, at }, metrics)
    const newest = added.reduce((one, other) => (other.index > one.index ? other : one))
    const epochsCompleted = Math.max(run.epochsCompleted, newest.index)
    await appendEvents(tx, run, {
      ...{ at, kind: 'UPDATED', events: added.map((given) => eventOf(given, at)) },
      run: {
        epochsCompleted,
        ...(run.epochs !== null && { progress: Math.min(1, epochsCompleted / run.epochs) }),
        ...(newest.examplesPerSecond != null && { examplesPerSecond: newest.examplesPerSecond }),
      },
    })
    return done(epochs.length)
  })
}

/** What a script does not tell is 0 where the history has always a number, and null elsewhere. */
const rowOf = (given: Given, at: Date) => ({
  ...{ index: given.index, loss: given.loss, accuracy: given.accuracy ?? 0 },
  ...{ validationLoss: given.validationLoss ?? null, validationAccuracy: given.validationAccuracy ?? null },
  ...{ learningRate: given.learningRate ?? 0, seconds: given.seconds ?? 0 },
  ...{ examplesPerSecond: given.examplesPerSecond ?? 0, finishedAt: given.finishedAt ?? at },
})

function eventOf(given: Given, at: Date): NewEvent {
  const row = rowOf(given, at)
  const payload = { epoch: { ...row, finishedAt: row.finishedAt.toISOString() } }
  return { type: 'EpochCompleted', payload: eventPayloads.EpochCompleted.parse(payload) }
}

function metricsOf(given: Given, firstStep: number): MetricPoints[] {
  const figures: readonly (readonly [string, number | null | undefined])[] = [
    ['loss', given.loss],
    ['accuracy', given.accuracy],
    ['val_loss', given.validationLoss],
    ['val_accuracy', given.validationAccuracy],
    ['learning_rate', given.learningRate],
  ]
  return figures.flatMap(([name, value]) =>
    value == null ? [] : [{ name, firstStep, values: [value], at: given.finishedAt }],
  )
}
