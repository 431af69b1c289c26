import type { LoggedEvent, RunEventType } from '@atelier/db'
import { seesRun } from '../auth/sight.ts'
import { builder } from './builder.ts'
import { ConfusionMatrix } from './confusion-matrix.ts'
import { RunStatus } from './enums.ts'
import { Epoch } from './epoch.ts'
import { Evaluation } from './evaluation.ts'
import { LayerSummary, ParameterCount } from './layer-summary.ts'
import { MetricPoint } from './metric.ts'

type EventOf<Type extends RunEventType> = Extract<LoggedEvent, { readonly type: Type }>

export const RunEvent = builder.interfaceRef<LoggedEvent>('RunEvent').implement({
  description: 'Something that happened in a run, as its event log holds it.',
  resolveType: (event) => event.type,
  fields: (t) => ({
    cursor: t.field({
      type: 'Cursor',
      description: 'Its place in the log: subscribe after the last one you have seen to go on from there.',
      resolve: (event) => event.sequence,
    }),
    runId: t.exposeID('runId', { description: 'The run in which it happened.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was recorded.' }),
  }),
})

/** The object type of an event; its name in the log is its name in the schema. */
const eventRef = <Type extends RunEventType>(type: Type) => builder.objectRef<EventOf<Type>>(type)

/** A new type of event is a type error here until it has its object type. */
const eventTypes = {
  StatusChanged: eventRef('StatusChanged'),
  StepProgress: eventRef('StepProgress'),
  EpochCompleted: eventRef('EpochCompleted'),
  LayersSummarized: eventRef('LayersSummarized'),
  ConfusionMatrixComputed: eventRef('ConfusionMatrixComputed'),
  EvaluationCompleted: eventRef('EvaluationCompleted'),
  MetricsLogged: eventRef('MetricsLogged'),
  LogLine: eventRef('LogLine'),
  RunRecovered: eventRef('RunRecovered'),
} satisfies Record<RunEventType, unknown>

export const { LogLine, StepProgress } = eventTypes

eventTypes.StatusChanged.implement({
  description: 'The run has a new status.',
  interfaces: [RunEvent],
  fields: (t) => ({
    status: t.field({
      type: RunStatus,
      description: 'The new status.',
      resolve: ({ payload }) => payload.status,
    }),
    reason: t.string({
      nullable: true,
      description: 'Why, where there is more to say than the status.',
      resolve: ({ payload }) => payload.reason,
    }),
  }),
})

eventTypes.StepProgress.implement({
  description: 'How far the epoch under way is; at most about two a second.',
  interfaces: [RunEvent],
  fields: (t) => ({
    epoch: t.int({ description: 'From 1.', resolve: ({ payload }) => payload.epoch }),
    step: t.int({ description: 'Within the epoch, from 1.', resolve: ({ payload }) => payload.step }),
    stepsPerEpoch: t.int({
      description: 'Steps of the whole epoch.',
      resolve: ({ payload }) => payload.stepsPerEpoch,
    }),
    loss: t.float({ description: 'Mean since the epoch began.', resolve: ({ payload }) => payload.loss }),
    accuracy: t.float({
      description: 'Since the epoch began, from 0 to 1.',
      resolve: ({ payload }) => payload.accuracy,
    }),
    examplesPerSecond: t.float({
      description: 'Training images a second.',
      resolve: ({ payload }) => payload.examplesPerSecond,
    }),
  }),
})

eventTypes.EpochCompleted.implement({
  description: 'An epoch is over, with its validation.',
  interfaces: [RunEvent],
  fields: (t) => ({
    epoch: t.field({
      type: Epoch,
      description: 'Its figures.',
      resolve: ({ payload: { epoch } }) => ({ ...epoch, finishedAt: new Date(epoch.finishedAt) }),
    }),
  }),
})

eventTypes.LayersSummarized.implement({
  description: "The model's summary, once, before the first step.",
  interfaces: [RunEvent],
  fields: (t) => ({
    layers: t.field({
      type: [LayerSummary],
      description: "Keras's model.summary().",
      resolve: ({ payload }) => payload.layers,
    }),
    parameterCount: t.field({
      type: ParameterCount,
      description: 'Its totals.',
      resolve: ({ payload }) => payload.parameterCount,
    }),
  }),
})

eventTypes.ConfusionMatrixComputed.implement({
  description:
    'The confusion matrix on the validation images, after every epoch, or on the test set at the end.',
  interfaces: [RunEvent],
  fields: (t) => ({
    confusionMatrix: t.field({
      type: ConfusionMatrix,
      description: 'The matrix.',
      resolve: (event, _args, { matrixOfEvent }) => matrixOfEvent(event),
    }),
  }),
})

eventTypes.EvaluationCompleted.implement({
  description: 'A whole split was judged.',
  interfaces: [RunEvent],
  fields: (t) => ({
    evaluation: t.field({ type: Evaluation, description: 'The result.', resolve: ({ payload }) => payload }),
  }),
})

eventTypes.MetricsLogged.implement({
  description: 'Values of metrics that were logged from outside.',
  interfaces: [RunEvent],
  fields: (t) => ({
    points: t.field({
      type: [MetricPoint],
      description: 'The values.',
      resolve: (event, _args, { loggedPoints }) => loggedPoints(event),
    }),
  }),
})

eventTypes.LogLine.implement({
  description: 'A line for people.',
  interfaces: [RunEvent],
  fields: (t) => ({
    level: t.string({ description: '`info`, `warn` or `error`.', resolve: ({ payload }) => payload.level }),
    message: t.string({ description: 'The line.', resolve: ({ payload }) => payload.message }),
  }),
})

eventTypes.RunRecovered.implement({
  description:
    'The run goes on after a process died: what came before this event of later epochs is taken back, and is trained and told again.',
  interfaces: [RunEvent],
  fields: (t) => ({
    attempt: t.int({
      description: 'Number of the attempt that begins.',
      resolve: ({ payload }) => payload.attempt,
    }),
    epoch: t.int({
      description: 'The last epoch that stands; 0: none. Forget later ones, with their points and results.',
      resolve: ({ payload }) => payload.epoch,
    }),
    takenBack: t.int({
      description: 'Epochs that were recorded and are taken back.',
      resolve: ({ payload }) => payload.takenBack,
    }),
    reason: t.string({
      nullable: true,
      description: 'Why the attempt before ended.',
      resolve: ({ payload }) => payload.reason,
    }),
  }),
})

builder.subscriptionFields((t) => ({
  runEvents: t.field({
    type: RunEvent,
    description:
      'Everything that happens in one run after a cursor, or from its beginning: first what is recorded, then live, in order, across reconnects and restarts without gap or repeat. It completes when the run is over and everything was delivered, also for a run that was over before; one that goes on later is followed by subscribing after the last cursor. NOT_FOUND ends it when there is no such run or it is deleted.',
    args: {
      runId: t.arg.id({ required: true, description: 'The run.' }),
      after: t.arg({ type: 'Cursor', description: 'Only what came after this; null: everything.' }),
    },
    subscribe: (_root, { runId, after }, context) =>
      context.runFeed.events(runId, after ?? 0n, () => seesRun(context, runId)),
    resolve: (event) => event,
  }),
}))
