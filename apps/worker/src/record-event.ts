import {
  type Database,
  eventPayloads,
  type Lease,
  type Predictions,
  recordEpoch,
  recordEvaluation,
  recordLayers,
  recordLogLine,
  recordPause,
  recordProgress,
  recordSteering,
  Split,
} from '@atelier/db'
import type { TrainingEvent } from '@atelier/ml-core/spec'

type TrainingPredictions = Extract<TrainingEvent, { type: 'epochCompleted' }>['validation']

const splits: { readonly [Name in TrainingPredictions['split']]: Split } = {
  train: Split.TRAIN,
  validation: Split.VALIDATION,
  test: Split.TEST,
}

const recordedTypes = [
  ...(['layersSummarized', 'stepProgress', 'epochCompleted', 'evaluationCompleted'] as const),
  ...(['earlyStopped', 'bestWeightsRestored', 'bestWeightsMissing'] as const),
  ...(['paused', 'resumed', 'steered', 'orderRefused', 'checkpointFailed'] as const),
] as const
/** What becomes part of a run's history. */
export type RecordedEvent = Extract<TrainingEvent, { type: (typeof recordedTypes)[number] }>

export const isRecorded = (event: TrainingEvent): event is RecordedEvent =>
  recordedTypes.some((type) => type === event.type)

/** Writes what a training told into the run's history. `labels`: the names of the classes. @throws LeaseLostError */
export async function recordEvent(
  db: Database,
  lease: Lease,
  event: RecordedEvent,
  labels: readonly string[],
): Promise<void> {
  const named = (predictions: TrainingPredictions): Predictions => ({
    ...predictions,
    split: splits[predictions.split],
    labels,
  })
  switch (event.type) {
    case 'layersSummarized':
      return recordLayers(db, lease, eventPayloads.LayersSummarized.parse(event))
    case 'stepProgress':
      return recordProgress(db, lease, event)
    case 'epochCompleted':
      return recordEpoch(db, lease, { ...event, validation: named(event.validation) })
    case 'evaluationCompleted':
      return recordEvaluation(db, lease, {
        ...event.evaluation,
        predictions: named(event.evaluation.predictions),
      })
    case 'paused':
      return recordPause(db, lease, 'PAUSED')
    case 'resumed':
      return recordPause(db, lease, 'RUNNING')
    case 'steered':
      return recordSteering(db, lease, event)
    case 'orderRefused':
      return recordLogLine(db, lease, { level: 'warn', message: `Not carried out: ${event.reason}.` })
    case 'checkpointFailed': {
      const full = /ENOSPC|EDQUOT/.test(event.reason) ? 'The disk is full. ' : ''
      const message = `${full}The checkpoint of epoch ${event.epoch} could not be written: ${event.reason}`
      return recordLogLine(db, lease, { level: 'warn', message })
    }
    case 'earlyStopped': {
      const best = event.bestEpoch === null ? '' : `; the best was epoch ${event.bestEpoch}`
      const message = `Stopped early after epoch ${event.epoch}: no improvement any more${best}.`
      return recordLogLine(db, lease, { level: 'info', message })
    }
    case 'bestWeightsRestored': {
      const message = `Back to the weights of epoch ${event.epoch}, which the test set judges.`
      return recordLogLine(db, lease, { level: 'info', message })
    }
    case 'bestWeightsMissing': {
      const message = `The weights of epoch ${event.epoch}, the best, were not kept: the test set judges the last ones.`
      return recordLogLine(db, lease, { level: 'warn', message })
    }
  }
}
