import { deleteRuns, type Run as RunRow, requestStop, updateRun } from '@atelier/db'
import { launchTraining } from '../launch-training.ts'
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
    resolve: async (_root, { input }, { db, queue }) => payloadOf(await launchTraining(db, queue, input)),
  }),
  stopRun: t.field({
    type: RunPayload,
    description: 'Stops a waiting run at once and a running one within two seconds; what it recorded stays.',
    args: { id: t.arg.id({ required: true, description: 'The run.' }) },
    resolve: async (_root, { id }, { db }) => payloadOf(await requestStop(db, id)),
  }),
  updateRun: t.field({
    type: RunPayload,
    description: 'Changes name, notes or tags of a run.',
    args: { input: t.arg({ type: UpdateRunInput, required: true, description: 'What changes.' }) },
    resolve: async (_root, { input }, { db }) => payloadOf(await updateRun(db, input)),
  }),
  deleteRuns: t.field({
    type: DeleteRunsPayload,
    description:
      'Deletes runs with everything that was recorded of them. A running one must be stopped first.',
    args: {
      ids: t.arg.idList({ required: true, description: 'At most 200.', validate: { maxLength: 200 } }),
    },
    resolve: async (_root, { ids }, { db }) => {
      const { deletedIds, runningIds } = await deleteRuns(db, ids)
      const userErrors = runningIds.map((id) => ({
        path: ['ids', String(ids.indexOf(id))],
        message: `run ${id} is still training: stop it first`,
        code: 'STILL_RUNNING',
      }))
      return { deletedIds, userErrors }
    },
  }),
}))
