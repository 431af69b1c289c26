import {
  createRun,
  findProject,
  finishLoggedRun,
  logConfusionMatrix,
  logEpochs,
  logEvaluation,
  logLayers,
  logLines,
  logMetrics,
  logPredictions,
} from '@atelier/db'
import { hereOf, notFound, withProject, withRun } from '../../auth/sight.ts'
import type { Context } from '../../context.ts'
import { memberOf } from '../../viewer.ts'
import { builder } from '../builder.ts'
import { RunStatus } from '../enums.ts'
import { RunPayload } from '../run-mutations.ts'
import { type PayloadShape, payloadOf, UserError } from '../user-error.ts'
import {
  ConfusionMatrixInput,
  CreateRunInput,
  EpochInput,
  EvaluationInput,
  LayerInput,
  LogLineInput,
  MetricPointInput,
  PredictionsInput,
} from './inputs.ts'

const LogMetricsPayload = builder.objectRef<PayloadShape<number>>('LogMetricsPayload').implement({
  description: 'How many of the things that were sent are there now, or why none is.',
  fields: (t) => ({
    accepted: t.int({
      description: 'Those that were there before count too; 0 when there are userErrors.',
      resolve: (payload) => payload.value ?? 0,
    }),
    userErrors: t.field({
      type: [UserError],
      description: 'What is wrong with the input.',
      resolve: (payload) => payload.userErrors,
    }),
  }),
})

const LogPayload = builder.objectRef<PayloadShape<boolean>>('LogPayload').implement({
  description: 'Whether something is recorded now, or why it is not.',
  fields: (t) => ({
    recorded: t.boolean({
      description: 'False for what was there before, and when there are userErrors.',
      resolve: (payload) => payload.value ?? false,
    }),
    userErrors: t.field({
      type: [UserError],
      description: 'What is wrong with the input.',
      resolve: (payload) => payload.userErrors,
    }),
  }),
})

/** The id of the project that an input names, or undefined when it names none that there is where the viewer is now. */
async function projectOf(
  { db, viewer }: Context,
  { projectId, project }: { projectId?: string | null | undefined; project?: string | null | undefined },
): Promise<string | undefined> {
  if (projectId != null) return projectId
  if (project == null) return undefined
  return (await findProject(db, { workspaceId: hereOf(viewer).id, slug: project }))?.id
}

const runId = {
  required: true,
  description: 'A run of createRun; one that has ended takes what comes late.',
} as const
const LATE = 'Sent again, it changes nothing.'

builder.mutationFields((t) => ({
  createRun: t.field({
    type: RunPayload,
    description: 'Begins a run that a script trains and logs, as RUNNING. End it with `finishRun`.',
    args: { input: t.arg({ type: CreateRunInput, required: true, description: 'The run.' }) },
    resolve: async (_root, { input: { project, ...input } }, context: Context) => {
      const { db, viewer } = context
      const projectId = await projectOf(context, { projectId: input.projectId, project })
      const { parameters } = input
      const create = (projectId: string) =>
        createRun(db, { ...input, ...{ parameters, projectId, createdById: memberOf(viewer) } })
      return payloadOf(
        projectId === undefined
          ? notFound(project == null ? 'projectId' : 'project', 'project')
          : await withProject(context, projectId, () => create(projectId)),
      )
    },
  }),
  finishRun: t.field({
    type: RunPayload,
    description:
      'Ends a run of createRun as COMPLETED, FAILED or STOPPED. Ended again alike, it stays as it is.',
    args: {
      id: t.arg.id({ required: true, description: 'The run.' }),
      status: t.arg({ type: RunStatus, required: true, description: 'How it ended.' }),
      error: t.arg.string({ description: 'Why, when it failed or was stopped.' }),
      writer: t.arg.string({ description: 'Who ends it, as in its createRun.' }),
      lost: t.arg.boolean({
        description: 'The writer died, and others say so: it ends only if no other writer logs into it.',
      }),
    },
    resolve: async (_root, ending, context) =>
      payloadOf(await withRun(context, ending.id, () => finishLoggedRun(context.db, ending), 'id')),
  }),
  logMetrics: t.field({
    type: LogMetricsPayload,
    description:
      'Stores values of metrics. A point is its name and its step: sent again, it stays as it was.',
    args: {
      runId: t.arg.id(runId),
      points: t.arg({ type: [MetricPointInput], required: true, description: 'At most 10,000 a call.' }),
    },
    resolve: async (_root, input, context) => {
      const { db, observer } = context
      const payload = payloadOf(await withRun(context, input.runId, () => logMetrics(db, input)))
      observer.metrics.pointsAccepted(payload.value ?? 0)
      return payload
    },
  }),
  logEpochs: t.field({
    type: LogMetricsPayload,
    description: 'Adds rows to the history. An epoch that is there already stays as it was.',
    args: {
      runId: t.arg.id(runId),
      epochs: t.arg({ type: [EpochInput], required: true, description: 'At most 1,000 a call.' }),
    },
    resolve: async (_root, input, context) =>
      payloadOf(await withRun(context, input.runId, () => logEpochs(context.db, input))),
  }),
  logLines: t.field({
    type: LogMetricsPayload,
    description: "Adds lines to the run's log. A number that its writer has used already stays as it was.",
    args: {
      runId: t.arg.id(runId),
      lines: t.arg({ type: [LogLineInput], required: true, description: 'At most 1,000 a call.' }),
    },
    resolve: async (_root, input, context) =>
      payloadOf(await withRun(context, input.runId, () => logLines(context.db, input))),
  }),
  logLayers: t.field({
    type: LogPayload,
    description: `The model's summary, once. ${LATE}`,
    args: {
      runId: t.arg.id(runId),
      layers: t.arg({ type: [LayerInput], required: true, description: "In the model's order." }),
    },
    resolve: async (_root, input, context) =>
      payloadOf(await withRun(context, input.runId, () => logLayers(context.db, input))),
  }),
  logConfusionMatrix: t.field({
    type: LogPayload,
    description: `A confusion matrix. ${LATE}`,
    args: {
      runId: t.arg.id(runId),
      input: t.arg({ type: ConfusionMatrixInput, required: true, description: 'The matrix.' }),
    },
    resolve: async (_root, { runId, input }, context) =>
      payloadOf(await withRun(context, runId, () => logConfusionMatrix(context.db, { ...input, runId }))),
  }),
  logPredictions: t.field({
    type: LogPayload,
    description: `How single examples were judged. ${LATE}`,
    args: {
      runId: t.arg.id(runId),
      input: t.arg({ type: PredictionsInput, required: true, description: 'A stretch of a split.' }),
    },
    resolve: async (_root, { runId, input }, context) =>
      payloadOf(await withRun(context, runId, () => logPredictions(context.db, { ...input, runId }))),
  }),
  logEvaluation: t.field({
    type: LogPayload,
    description: `How the model did on a whole split. ${LATE}`,
    args: {
      runId: t.arg.id(runId),
      input: t.arg({ type: EvaluationInput, required: true, description: 'The result.' }),
    },
    resolve: async (_root, { runId, input }, context) =>
      payloadOf(await withRun(context, runId, () => logEvaluation(context.db, { ...input, runId }))),
  }),
}))
