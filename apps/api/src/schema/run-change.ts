import { findRun } from '@atelier/db'
import { hereOf, seesProject } from '../auth/sight.ts'
import type { RunChange as RunChangeShape, runChangeKinds } from '../feed/run-change-feed.ts'
import { builder } from './builder.ts'
import { Run } from './run.ts'

const RunChangeKind = builder.enumType('RunChangeKind', {
  description: 'What happened to a run.',
  values: {
    CREATED: { description: 'It is new.' },
    UPDATED: { description: 'Its status, epochs, results or labels changed.' },
    DELETED: { description: 'It is gone.' },
  } satisfies Record<(typeof runChangeKinds)[number], unknown>,
})

const RunChange = builder.objectRef<RunChangeShape>('RunChange').implement({
  description: 'News of one run, for lists.',
  fields: (t) => ({
    kind: t.expose('kind', { type: RunChangeKind, description: 'What happened.' }),
    runId: t.exposeID('runId', { description: 'The run.' }),
    run: t.prismaField({
      type: Run,
      nullable: true,
      description: 'The run as it is now; null when it is gone.',
      // The row is shared by all subscribers; only related rows, where they are asked for, cost a read of their own.
      resolve: ({ include }, { run }, _args, { db }) =>
        run && include ? findRun(db, run.id, { include }) : run,
    }),
  }),
})

builder.subscriptionFields((t) => ({
  runChanges: t.field({
    type: RunChange,
    description:
      'One message whenever a run is created, changes state, finishes an epoch, is relabelled or deleted; at most four a second for each run. It begins with what happens after it was made: query the list once it is up.',
    args: {
      projectId: t.arg.id({
        description: 'Only runs of this project; null: of all projects of the workspace where you are now.',
      }),
    },
    subscribe: async (_root, { projectId }, context) => {
      const { runChangeFeed, viewer } = context
      if (projectId == null) return runChangeFeed.changes({ workspaceId: hereOf(viewer).id })
      return runChangeFeed.changes({ projectId: (await seesProject(context, projectId)) ? projectId : '' })
    },
    resolve: (change) => change,
  }),
}))
