import type { Database } from '../database.ts'
import { appendEvents } from '../events/append-events.ts'
import { eventPayloads, type NewEvent } from '../events/event-payload.ts'
import { matrixEvent } from '../events/logged-matrices.ts'
import { epochMetrics, type LayerFigures } from './epoch-metrics.ts'
import { storeLayerHistograms } from './layer-histograms.ts'
import { type Lease, lockLeasedRun } from './lock-run.ts'
import { addMetricPoints } from './metric-points.ts'
import { type Predictions, storePredictions } from './predictions.ts'

export type EpochRecord = {
  readonly epoch: number
  readonly loss: number
  readonly accuracy: number
  readonly validationLoss: number
  readonly validationAccuracy: number
  readonly learningRate: number
  readonly seconds: number
  readonly examplesPerSecond: number
  /** Step of the whole run at which `batchLoss[0]` was taken, from 1. */
  readonly firstStep: number
  readonly batchLoss: ArrayLike<number>
  readonly batchAccuracy: ArrayLike<number>
  readonly batchExamplesPerSecond: ArrayLike<number>
  /** In the model's order. */
  readonly layers: readonly LayerFigures[]
  readonly validation: Predictions
}

/**
 * Records a finished epoch in one transaction: its row, its metric points, its layers' histograms, its confusion matrix
 * and predictions, its events and the run's counters. All of it or nothing, and once: an epoch that is there already is left alone, so a
 * call whose answer was lost can be made again.
 * @throws LeaseLostError
 */
export async function recordEpoch(db: Database, lease: Lease, record: EpochRecord): Promise<void> {
  await db.$transaction(async (tx) => {
    const { run, at } = await lockLeasedRun(tx, lease)
    if (record.epoch <= run.epochsCompleted) return
    if (record.epoch !== run.epochsCompleted + 1)
      throw new Error(`run ${run.id} cannot record epoch ${record.epoch} after epoch ${run.epochsCompleted}`)
    const { epoch: index, validation, examplesPerSecond } = record
    const { loss, accuracy, validationLoss, validationAccuracy, learningRate, seconds } = record
    const figures = {
      loss,
      accuracy,
      validationLoss,
      validationAccuracy,
      learningRate,
      seconds,
      examplesPerSecond,
    }
    const events = epochEvents(index, figures, at, validation)
    await tx.epoch.create({ data: { runId: run.id, index, ...figures, finishedAt: at } })
    await addMetricPoints(tx, { runId: run.id, at }, epochMetrics(record))
    await storeLayerHistograms(tx, { runId: run.id, epoch: index }, record.layers)
    await storePredictions(tx, { runId: run.id, epoch: index }, validation)
    await appendEvents(tx, run, {
      ...{ at, events, kind: 'UPDATED' },
      run: {
        epochsCompleted: index,
        progress: Math.min(1, index / (run.epochs ?? index)),
        examplesPerSecond,
        stepsPerEpoch: record.batchLoss.length,
      },
    })
  })
}

type Figures = Pick<
  EpochRecord,
  | 'loss'
  | 'accuracy'
  | 'validationLoss'
  | 'validationAccuracy'
  | 'learningRate'
  | 'seconds'
  | 'examplesPerSecond'
>

function epochEvents(index: number, figures: Figures, at: Date, { split }: Predictions): NewEvent[] {
  const epoch = { index, ...figures, finishedAt: at.toISOString() }
  return [
    { type: 'EpochCompleted', payload: eventPayloads.EpochCompleted.parse({ epoch }) },
    matrixEvent({ epoch: index, split }),
  ]
}
