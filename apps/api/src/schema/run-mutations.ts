import {
  deleteRuns,
  forkRun,
  type Run as RunRow,
  requestPause,
  requestResume,
  requestSteering,
  requestStop,
  updateRun,
} from '@atelier/db'
import { artifactFolder } from '@atelier/storage'
import { demand, runsSeen, withProject, withRun } from '../auth/sight.ts'
import { launchTraining } from '../launch-training.ts'
import { memberOf } from '../viewer.ts'
import { builder } from './builder.ts'
import { LaunchRunInput } from './launch-input.ts'
import { Run } from './run.ts'
import { type PayloadShape, payloadOf, UserError, type UserErrorShape } from './user-error.ts'

const UpdateRunInput = builder.inputType('UpdateRunInput', {
  description: 'What people write on a run; what is left out or null stays as it is.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The run.' }),
    name: t.string({ description: 'At most 200 characters.' }),
    notes: t.string({ description: 'At most 20,000 characters.' }),
    tags: t.stringList({ description: 'Replace those that it has; at most 30.' }),
  }),
})

const ForkRunInput = builder.inputType('ForkRunInput', {
  description: 'Another future of a run: what is left out or null is as it was.',
  fields: (t) => ({
    runId: t.id({ required: true, description: 'The run that it goes on from, in training or ended.' }),
    epoch: t.int({ description: 'The epoch after whose end it begins; null: the newest that is stored.' }),
    name: t.string({ description: 'At most 200 characters.' }),
    learningRate: t.float({ description: "The optimizer's, from the fork on." }),
    epochs: t.int({ description: 'In all, those up to the fork included.' }),
  }),
})

const runPayload = (name: 'LaunchRunPayload' | 'RunPayload') =>
  builder.objectRef<PayloadShape<RunRow>>(name).implement({
    description: 'A run, or why there is none.',
    fields: (t) => ({
      run: t.expose('value', { type: Run, nullable: true, description: 'Null when there are userErrors.' }),
      userErrors: t.field({
        type: [UserError],
        description: 'What is wrong with the input.',
        resolve: (payload) => payload.userErrors,
      }),
    }),
  })

const LaunchRunPayload = runPayload('LaunchRunPayload')
export const RunPayload = runPayload('RunPayload')

type Deleted = { readonly deletedIds: readonly string[]; readonly userErrors: readonly UserErrorShape[] }

const DeleteRunsPayload = builder.objectRef<Deleted>('DeleteRunsPayload').implement({
  description: 'Which runs were deleted, and why others were not.',
  fields: (t) => ({
    deletedIds: t.idList({
      description: 'Runs that are gone now.',
      resolve: (payload) => [...payload.deletedIds],
    }),
    userErrors: t.field({
      type: [UserError],
      description: 'Why the others are still there.',
      resolve: (payload) => payload.userErrors,
    }),
  }),
})

builder.mutationFields((t) => ({
  launchRun: t.field({
    type: LaunchRunPayload,
    description: 'Checks a training and queues it for the next free worker.',
    args: { input: t.arg({ type: LaunchRunInput, required: true, description: 'The training.' }) },
    resolve: async (_root, { input }, context) => {
      const { db, queue, viewer } = context
      const launch = () => launchTraining(db, queue, { ...input, createdById: memberOf(viewer) })
      return payloadOf(await withProject(context, input.projectId, launch))
    },
  }),
  stopRun: t.field({
    type: RunPayload,
    description: 'Stops a waiting run at once and a running one within two seconds; what it recorded stays.',
    args: { id: t.arg.id({ required: true, description: 'The run.' }) },
    resolve: async (_root, { id }, context) =>
      payloadOf(await withRun(context, id, () => requestStop(context.db, id), 'id')),
  }),
  pauseRun: t.field({
    type: RunPayload,
    description: 'Holds a training between two steps. It is PAUSED as soon as its worker has saved it.',
    args: { id: t.arg.id({ required: true, description: 'The run.' }) },
    resolve: async (_root, { id }, context) =>
      payloadOf(await withRun(context, id, () => requestPause(context.db, id), 'id')),
  }),
  resumeRun: t.field({
    type: RunPayload,
    description: 'Lets a paused training go on where it was held.',
    args: { id: t.arg.id({ required: true, description: 'The run.' }) },
    resolve: async (_root, { id }, context) =>
      payloadOf(await withRun(context, id, () => requestResume(context.db, id), 'id')),
  }),
  steerRun: t.field({
    type: RunPayload,
    description:
      "Changes a running or paused training. A line of the run's log tells from which step on it holds.",
    args: {
      id: t.arg.id({ required: true, description: 'The run.' }),
      learningRate: t.arg.float({ description: 'From which the schedule goes on.' }),
      epochs: t.arg.int({
        description: 'After how many it ends; fewer than are done: after the running one.',
      }),
    },
    resolve: async (_root, { id, learningRate, epochs }, context) =>
      payloadOf(
        await withRun(context, id, () => requestSteering(context.db, id, { learningRate, epochs }), 'id'),
      ),
  }),
  forkRun: t.field({
    type: LaunchRunPayload,
    description: 'Queues a run that goes on from a stored epoch of another, with changed settings.',
    args: {
      input: t.arg({ type: ForkRunInput, required: true, description: 'From where, and what changes.' }),
    },
    resolve: async (_root, { input }, context) => {
      const { db, queue, viewer } = context
      const fork = () => forkRun(db, queue, { ...input, createdById: memberOf(viewer) })
      return payloadOf(await withRun(context, input.runId, fork))
    },
  }),
  updateRun: t.field({
    type: RunPayload,
    description: 'Changes name, notes or tags of a run.',
    args: { input: t.arg({ type: UpdateRunInput, required: true, description: 'What changes.' }) },
    resolve: async (_root, { input }, context) =>
      payloadOf(await withRun(context, input.id, () => updateRun(context.db, input), 'id')),
  }),
  deleteRuns: t.field({
    type: DeleteRunsPayload,
    description:
      'Deletes runs with everything that was recorded of them. A running one must be stopped first.',
    args: {
      ids: t.arg.idList({ required: true, description: 'At most 200.', validate: { maxLength: 200 } }),
    },
    resolve: async (_root, { ids }, context) => {
      const { db, storage, log, viewer } = context
      const seen = await runsSeen(context, ids)
      for (const workspace of new Set(seen.values())) demand(viewer, workspace, 'write')
      const { deletedIds, runningIds } = await deleteRuns(db, [...seen.keys()])
      await Promise.all(
        deletedIds.map((id) =>
          storage
            .removeAll(artifactFolder(id))
            .catch((error) =>
              log.warn({ err: error, runId: id }, 'files of a deleted run could not be removed'),
            ),
        ),
      )
      const userErrors = runningIds.map((id) => ({
        path: ['ids', String(ids.indexOf(id))],
        message: `run ${id} is still training: stop it first`,
        code: 'STILL_RUNNING',
      }))
      return { deletedIds, userErrors }
    },
  }),
}))
