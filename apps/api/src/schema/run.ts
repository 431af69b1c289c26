import {
  findConfusionMatrix,
  findLatestProgress,
  findMetricSeries,
  findRun,
  readEvents,
  readLogLines,
  runConfig,
} from '@atelier/db'
import { seesRun } from '../auth/sight.ts'
import { limits } from '../limits.ts'
import { Artifact } from './artifact.ts'
import { builder } from './builder.ts'
import { chargePoints } from './charge-points.ts'
import { ConfusionMatrix, rowsOf } from './confusion-matrix.ts'
import { RunSource, RunStatus } from './enums.ts'
import { Epoch } from './epoch.ts'
import { Evaluation } from './evaluation.ts'
import { LayerEpoch, layerHistoryArgs, layerHistoryComplexity, layerHistoryOf } from './layer-history.ts'
import { LayerSummary, layersOf, ParameterCount, parameterCountOf } from './layer-summary.ts'
import { MetricSeries, MetricSummary } from './metric.ts'
import { askedCount, pageArgs, predictionsComplexity } from './paging.ts'
import { PredictionConnection, predictionArgs, predictionsOf } from './prediction.ts'
import {
  PredictionHistory,
  predictionHistoryArgs,
  predictionHistoryComplexity,
  predictionHistoryOf,
} from './prediction-history.ts'
import { Project } from './project.ts'
import { evaluationOf, historyOf, summariesOf } from './read-by-run.ts'
import { RunAttempt } from './run-attempt.ts'
import { RunConfig } from './run-config.ts'
import { LogLine, RunEvent, StepProgress } from './run-event.ts'
import { User } from './viewer.ts'

export const Run = builder.prismaObject('Run', {
  description: 'One training with everything that was recorded of it.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Never changes.' }),
    number: t.exposeInt('number', { description: 'Counts the runs of its project, from 1.' }),
    name: t.exposeString('name', { description: 'What people call it.' }),
    notes: t.exposeString('notes', { description: 'What people wrote about it.' }),
    tags: t.exposeStringList('tags', { description: 'Words to find it by.' }),
    project: t.field({
      type: Project,
      description: 'Where it belongs.',
      select: { project: true },
      resolve: (run) => run.project,
    }),
    source: t.expose('source', { type: RunSource, description: 'Where its history comes from.' }),
    status: t.expose('status', { type: RunStatus, description: 'Where it stands.' }),
    error: t.exposeString('error', { nullable: true, description: 'Why it failed; null unless FAILED.' }),
    config: t.field({
      type: RunConfig,
      nullable: true,
      description: 'Everything that decides how it trains; null for a logged run.',
      resolve: (run) => (run.config === null ? null : runConfig.parse(run.config)),
    }),
    parameters: t.expose('parameters', { type: 'JSON', description: 'Its hyperparameters, flat.' }),
    createdBy: t.field({
      type: User,
      nullable: true,
      description: 'Who launched it, or whose script logs it; null: whoever sat at the machine.',
      select: { createdBy: true },
      resolve: (run) => run.createdBy,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was launched.' }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When a worker took it first.',
    }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was over.',
    }),
    epochsCompleted: t.exposeInt('epochsCompleted', { description: 'Epochs that are recorded.' }),
    epochsPlanned: t.int({
      description: 'Epochs that it is to train; 0 for a logged run.',
      resolve: (run) => run.epochs ?? 0,
    }),
    checkpointEpochs: t.field({
      type: ['Int'],
      description: 'Epochs whose weights are stored, ascending: forkRun goes on from any of them.',
      resolve: (run) => run.checkpointEpochs,
    }),
    forkedEpoch: t.exposeInt('forkedEpoch', {
      nullable: true,
      description:
        'The epoch of another run after which it began as a fork: its own steps come after that one.',
    }),
    stepsPerEpoch: t.exposeInt('stepsPerEpoch', {
      nullable: true,
      description: 'Training steps in one epoch; null until the first progress is known.',
    }),
    progress: t.exposeFloat('progress', {
      description: 'Share of the planned training that is done, from 0 to 1.',
    }),
    examplesPerSecond: t.exposeFloat('examplesPerSecond', {
      nullable: true,
      description: 'Training images a second, as last measured.',
    }),
    device: t.exposeString('device', {
      nullable: true,
      description: 'What trains it, such as `CPU` or the name of a GPU; null before it starts.',
    }),
    seed: t.exposeInt('seed', {
      nullable: true,
      description: 'Decides weights, order of batches and dropout.',
    }),
    cursor: t.field({
      type: 'Cursor',
      description:
        'Its newest event. Query a run, then subscribe to runEvents after this: no gap, no repeat.',
      resolve: (run) => run.lastSequence,
    }),
    latestProgress: t.field({
      type: StepProgress,
      nullable: true,
      complexity: 10,
      description: 'Newest progress of the epoch under way; null when none is or none was reported yet.',
      resolve: (run, _args, { db }) => findLatestProgress(db, run),
    }),
    history: t.field({
      type: [Epoch],
      complexity: { field: 5, multiplier: 50 },
      description: "Keras's train_history.",
      args: {
        after: t.arg.int({ description: 'Only epochs after this one.' }),
        maxEpochs: t.arg.int({
          description:
            'Of more epochs, so many are picked evenly, the first and the last among them; null: all.',
          validate: { min: 1 },
        }),
      },
      resolve: async (run, { after, maxEpochs }, context) => [
        ...((await historyOf(context, run.id, after ?? 0, maxEpochs ?? null)) ?? []),
      ],
    }),
    metricNames: t.stringList({
      // Some fifty as a rule; a model of 200 layers has 1,200.
      complexity: 50,
      description:
        'Names of its metrics: `loss`, `val_loss`, `batch_loss` and so on, those of its layers as `layers/<layer>/<figure>`, those of its process as `system/<figure>`.',
      select: { metrics: { orderBy: { name: 'asc' } } },
      resolve: (run) => run.metrics.map((series) => series.name),
    }),
    metric: t.field({
      type: MetricSeries,
      complexity: ({ maxPoints }) => ({
        field: 20,
        multiplier: Math.ceil(askedCount(maxPoints, 1000) / 100),
      }),
      description: 'One metric in at most `maxPoints` buckets; no extreme is dropped.',
      args: {
        name: t.arg.string({ required: true, description: 'One of metricNames.' }),
        maxPoints: t.arg.int({
          defaultValue: 1000,
          description: `At most ${limits.metricBuckets}.`,
          validate: { min: 1, max: limits.metricBuckets },
        }),
        fromStep: t.arg.int({
          description: 'Buckets only of this step and those after it; null: from the first.',
          validate: { min: 0 },
        }),
        toStep: t.arg.int({
          description: 'Buckets only up to this step; null: to the last.',
          validate: { min: 0 },
        }),
      },
      resolve: async (run, { name, maxPoints, fromStep, toStep }, { db }) => ({
        ...(await findMetricSeries(db, { runId: run.id, name })),
        maxPoints: maxPoints ?? 1000,
        range: { from: fromStep ?? null, to: toStep ?? null },
      }),
    }),
    summary: t.field({
      type: [MetricSummary],
      complexity: ({ layers }) => ({ field: 1, multiplier: layers ? 100 : 10 }),
      description:
        'Last, smallest and largest value of each metric; of those of its layers only when asked for, of `system/` none.',
      args: {
        layers: t.arg.boolean({
          defaultValue: false,
          description: "The layers' metrics too, `layers/<layer>/<figure>`: several of each layer.",
        }),
      },
      resolve: async (run, { layers }, context) => [
        ...((await summariesOf(context, run.id, layers ?? false)) ?? []),
      ],
    }),
    layers: t.field({
      type: [LayerSummary],
      complexity: { field: 5, multiplier: 50 },
      description: "Keras's model.summary(); empty until the worker has built the model.",
      select: { layers: { orderBy: { index: 'asc' } } },
      resolve: (run) => layersOf(run.layers),
    }),
    layerHistory: t.field({
      type: [LayerEpoch],
      description: 'How one layer stood after each epoch that it trained; empty for a logged run.',
      args: layerHistoryArgs,
      complexity: layerHistoryComplexity,
      resolve: (run, args, { db }) => layerHistoryOf(db, run, args),
    }),
    parameterCount: t.field({
      type: ParameterCount,
      nullable: true,
      description: 'Totals of the layers; null until the worker has built the model.',
      resolve: parameterCountOf,
    }),
    evaluation: t.field({
      type: Evaluation,
      nullable: true,
      description: 'Newest on the test set.',
      resolve: (run, _args, context) => evaluationOf(context, run.id),
    }),
    confusionMatrix: t.field({
      type: ConfusionMatrix,
      nullable: true,
      complexity: 10,
      description:
        'The one after an epoch, on the images that the run validates on; without an epoch the newest, which after the last evaluation is that of the test set.',
      args: { epoch: t.arg.int({ description: 'From 1.' }) },
      resolve: async (run, { epoch }, { db }) => {
        const matrix = await findConfusionMatrix(db, run.id, epoch ?? null)
        return matrix && rowsOf(matrix)
      },
    }),
    predictions: t.field({
      type: PredictionConnection,
      description:
        'How single images were judged, in their order; of the same epoch and split as confusionMatrix.',
      args: { ...predictionArgs, ...pageArgs },
      complexity: predictionsComplexity,
      resolve: (run, args, { db }) => predictionsOf(db, run, args),
    }),
    predictionHistory: t.field({
      type: PredictionHistory,
      description: 'How single images were judged after each epoch.',
      args: predictionHistoryArgs,
      complexity: predictionHistoryComplexity,
      resolve: (run, args, { db }) => predictionHistoryOf(db, run.id, args),
    }),
    attempts: t.field({
      type: [RunAttempt],
      description: 'Every time that a worker took it, the first one first: several where processes died.',
      select: { attempts: { orderBy: { number: 'asc' } } },
      resolve: (run) => run.attempts,
    }),
    maxRestarts: t.exposeInt('maxRestarts', {
      description: 'So many times it is taken up again after failures that another attempt may mend.',
    }),
    restarts: t.exposeInt('restarts', { description: 'Times that it was taken up again after a failure.' }),
    artifacts: t.field({
      type: [Artifact],
      description: 'Files that it left: its weights and its model, once it has completed or was stopped.',
      select: { artifacts: { orderBy: { name: 'asc' } } },
      resolve: (run) => run.artifacts,
    }),
    events: t.field({
      type: [RunEvent],
      complexity: ({ first }) => ({ field: 5, multiplier: askedCount(first, limits.events) }),
      description: 'Its event log from a position on, oldest first.',
      args: {
        after: t.arg({ type: 'Cursor', description: 'Only what came after this; null: from the beginning.' }),
        first: t.arg.int({
          defaultValue: limits.events,
          description: `How many, at most ${limits.events}.`,
          validate: { min: 0, max: limits.events },
        }),
      },
      resolve: async (run, { after, first }, { db }, info) => {
        const limit = first ?? limits.events
        const events = await readEvents(db, { runId: run.id, after: after ?? 0n, limit })
        chargePoints(info, events)
        return events
      },
    }),
    logLines: t.field({
      type: [LogLine],
      complexity: ({ last }) => ({ field: 5, multiplier: askedCount(last, limits.events) }),
      description: 'The newest lines of its log for people, oldest first.',
      args: {
        last: t.arg.int({
          defaultValue: limits.events,
          description: `How many, at most ${limits.events}.`,
          validate: { min: 0, max: limits.events },
        }),
      },
      resolve: ({ id: runId }, { last }, { db }) => readLogLines(db, { runId, last: last ?? limits.events }),
    }),
  }),
})

builder.queryFields((t) => ({
  run: t.prismaField({
    type: Run,
    nullable: true,
    description: 'The run of an id, null when there is none.',
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: async (query, _root, { id }, context) =>
      (await seesRun(context, id)) ? findRun(context.db, id, query) : null,
  }),
}))
