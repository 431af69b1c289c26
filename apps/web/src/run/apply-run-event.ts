import type { RunEventsSubscription, RunPageQuery } from '#gql/graphql.ts'
import { mergeEpochs } from '../apollo/merge-epochs.ts'
import { isOver } from '../run-state/status.ts'

export type RunOnPage = NonNullable<RunPageQuery['run']>
export type RunEvent = RunEventsSubscription['runEvents']
type EventName = RunEvent['__typename']
type EventOf<Name extends EventName> = Extract<RunEvent, { readonly __typename: Name }>

/** What each kind of event changes. A replayed event changes nothing that it did not change the first time. */
const appliers: {
  readonly [Name in EventName]: (run: RunOnPage, event: EventOf<Name>) => Partial<RunOnPage>
} = {
  StatusChanged: (run, event) => ({
    status: event.status,
    error: event.status === 'FAILED' ? (event.reason ?? run.error) : null,
    startedAt: run.startedAt ?? (event.status === 'RUNNING' ? event.at : null),
    finishedAt: isOver(event.status) ? event.at : null,
    // A pause holds the training where it is.
    latestProgress: run.status === 'PAUSED' || event.status === 'PAUSED' ? run.latestProgress : null,
  }),
  StepProgress: (run, event) => {
    // Progress of an epoch that is already complete: the tail of a replay.
    if (event.epoch <= run.epochsCompleted) return {}
    const { cursor, runId, at, ...latestProgress } = event
    const { epoch, step, stepsPerEpoch, examplesPerSecond } = event
    return {
      latestProgress,
      stepsPerEpoch,
      examplesPerSecond,
      progress: shareDone(run, epoch - 1 + step / stepsPerEpoch),
    }
  },
  EpochCompleted: (run, { completed }) => {
    const epochsCompleted = Math.max(run.epochsCompleted, completed.index)
    return {
      history: mergeEpochs(run.history, [completed]),
      epochsCompleted,
      examplesPerSecond: completed.examplesPerSecond,
      latestProgress: (run.latestProgress?.epoch ?? 0) > completed.index ? run.latestProgress : null,
      progress: shareDone(run, epochsCompleted),
    }
  },
  LayersSummarized: (_run, { layers, parameterCount }) => ({ layers, parameterCount }),
  ConfusionMatrixComputed: (run, { confusionMatrix }) =>
    confusionMatrix.epoch >= (run.confusionMatrix?.epoch ?? 0) ? { confusionMatrix } : {},
  EvaluationCompleted: (_run, { evaluation }) => ({ evaluation }),
  RunRecovered: (run, { lastEpoch }) => {
    const isGone = (epoch: number) => epoch > lastEpoch
    const goes = isGone(run.epochsCompleted)
    return {
      history: run.history.filter(({ index }) => !isGone(index)),
      epochsCompleted: Math.min(run.epochsCompleted, lastEpoch),
      progress: shareDone(run, lastEpoch),
      latestProgress: null,
      evaluation: goes ? null : run.evaluation,
      confusionMatrix: goes ? null : run.confusionMatrix,
    }
  },
  // Not shown on this page yet: only the cursor moves.
  MetricsLogged: () => ({}),
  LogLine: () => ({}),
}

const shareDone = (run: RunOnPage, epochs: number): number =>
  Math.min(1, epochs / Math.max(1, run.epochsPlanned))

/** The run after one event, `cursor` included: what is cached always says up to where it is true. */
export function applyRunEvent(run: RunOnPage, event: RunEvent): RunOnPage {
  return { ...run, ...changes(run, event), cursor: event.cursor }
}

function changes<Name extends EventName>(run: RunOnPage, event: EventOf<Name>): Partial<RunOnPage> {
  const apply: (run: RunOnPage, event: EventOf<Name>) => Partial<RunOnPage> = appliers[event.__typename]
  return apply(run, event)
}
