import { findConfusionMatrix, findLatestProgress, findSharedRuns, type Run as RunRow } from '@atelier/db'
import { builder } from './builder.ts'
import { ConfusionMatrix, rowsOf } from './confusion-matrix.ts'
import { RunStatus } from './enums.ts'
import { Epoch } from './epoch.ts'
import { Evaluation } from './evaluation.ts'
import { LayerEpoch, layerHistoryArgs, layerHistoryComplexity, layerHistoryOf } from './layer-history.ts'
import { LayerSummary, layersOf, ParameterCount, parameterCountOf } from './layer-summary.ts'
import { pageArgs, predictionsComplexity } from './paging.ts'
import { PredictionConnection, predictionArgs, predictionsOf } from './prediction.ts'
import {
  PredictionHistory,
  predictionHistoryArgs,
  predictionHistoryComplexity,
  predictionHistoryOf,
} from './prediction-history.ts'
import { evaluationOf, historyOf } from './read-by-run.ts'
import { StepProgress } from './run-event.ts'

/*
 * What strangers see of a run: this and nothing else. A type of its own, so that nothing that is added to Run is public
 * by accident; none of its fields leads to a project, a person or a file.
 */
const SharedRun = builder.prismaObject('Run', {
  variant: 'SharedRun',
  description: 'What a public link shows of a run.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Never changes.' }),
    number: t.exposeInt('number', { description: 'Counts the runs of its project, from 1.' }),
    name: t.exposeString('name', { description: 'What people call it.' }),
    status: t.expose('status', { type: RunStatus, description: 'Where it stands.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was launched.' }),
    startedAt: t.expose('startedAt', {
      ...{ type: 'DateTime', nullable: true, description: 'When a worker took it first.' },
    }),
    finishedAt: t.expose('finishedAt', {
      ...{ type: 'DateTime', nullable: true, description: 'When it was over.' },
    }),
    epochsCompleted: t.exposeInt('epochsCompleted', { description: 'Epochs that are recorded.' }),
    epochsPlanned: t.int({
      description: 'Epochs that it is to train; 0 for a logged run.',
      resolve: (run) => run.epochs ?? 0,
    }),
    progress: t.exposeFloat('progress', {
      description: 'Share of the planned training that is done, from 0 to 1.',
    }),
    examplesPerSecond: t.exposeFloat('examplesPerSecond', {
      ...{ nullable: true, description: 'Training images a second, as last measured.' },
    }),
    latestProgress: t.field({
      ...{ type: StepProgress, nullable: true, complexity: 10 },
      description: 'Newest progress of the epoch under way; null when none is or none was reported yet.',
      resolve: (run, _args, { db }) => findLatestProgress(db, run),
    }),
    history: t.field({
      type: [Epoch],
      complexity: { field: 5, multiplier: 50 },
      description: "Keras's train_history.",
      resolve: async (run, _args, context) => [...((await historyOf(context, run.id, 0, null)) ?? [])],
    }),
    layers: t.field({
      type: [LayerSummary],
      complexity: { field: 5, multiplier: 20 },
      description: "Keras's model.summary().",
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
      ...{ type: ParameterCount, nullable: true, description: 'Totals of the layers.' },
      resolve: parameterCountOf,
    }),
    evaluation: t.field({
      ...{ type: Evaluation, nullable: true, description: 'Newest on the test set.' },
      resolve: (run, _args, context) => evaluationOf(context, run.id),
    }),
    confusionMatrix: t.field({
      ...{ type: ConfusionMatrix, nullable: true, complexity: 10 },
      description: 'The one after an epoch; without an epoch the newest.',
      args: { epoch: t.arg.int({ description: 'From 1.' }) },
      resolve: async (run, { epoch }, { db }) => {
        const matrix = await findConfusionMatrix(db, run.id, epoch ?? null)
        return matrix && rowsOf(matrix)
      },
    }),
    predictions: t.field({
      type: PredictionConnection,
      description:
        'How single images were judged; their pictures are at `/shared/<token>` followed by `imageUrl`.',
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
  }),
})

const SharedRuns = builder.objectRef<readonly RunRow[]>('SharedRuns').implement({
  description: 'What a public link shows.',
  fields: (t) => ({
    runs: t.field({
      type: [SharedRun],
      description: 'Its runs, in its order.',
      resolve: (runs) => [...runs],
    }),
    run: t.field({
      ...{ type: SharedRun, nullable: true, description: 'One of them; null when it is not among them.' },
      args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
      resolve: (runs, { id }) => runs.find((run) => run.id === id) ?? null,
    }),
  }),
})

builder.queryFields((t) => ({
  shared: t.field({
    type: SharedRuns,
    nullable: true,
    skipTypeScopes: true,
    description:
      'What a public link shows to whoever has it; null when it was revoked, never was, or its runs are deleted.',
    args: { token: t.arg.string({ required: true, description: 'Its secret: the last part of its path.' }) },
    resolve: (_root, { token }, { db }) => findSharedRuns(db, token),
  }),
}))
