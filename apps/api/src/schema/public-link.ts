import {
  type CreatedPublicLink,
  createPublicLink,
  type ListedPublicLink,
  listPublicLinks,
  MOST_SHARED_RUNS,
  revokePublicLink,
} from '@atelier/db'
import { demand, hereOf, somebody, withRuns } from '../auth/sight.ts'
import { memberOf } from '../viewer.ts'
import { builder } from './builder.ts'
import { runOf } from './read-by-run.ts'
import { Run } from './run.ts'
import { type PayloadShape, payloadOf, UserError } from './user-error.ts'
import { User } from './viewer.ts'

const PublicLink = builder.objectRef<ListedPublicLink>('PublicLink').implement({
  description: 'A link that shows some runs, read-only, to whoever has it.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Never changes; not the secret of the link.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    createdBy: t.field({
      ...{ type: User, nullable: true },
      description: 'Who made it; null: whoever sat at the machine, or they are gone.',
      resolve: (link) => link.createdBy,
    }),
    runs: t.field({
      type: [Run],
      description: 'What it shows, in its order, without runs that are deleted.',
      resolve: async (link, _args, context) => {
        const runs = await Promise.all(link.runs.map(({ runId }) => runOf(context, runId)))
        // One that was deleted meanwhile is left out.
        return runs.filter((run) => run !== undefined)
      },
    }),
  }),
})

const CreatePublicLinkPayload = builder
  .objectRef<PayloadShape<CreatedPublicLink>>('CreatePublicLinkPayload')
  .implement({
    description: 'A public link, or why there is none.',
    fields: (t) => ({
      publicLink: t.field({
        ...{ type: PublicLink, nullable: true, description: 'Null when there are userErrors.' },
        resolve: ({ value }) => value?.link ?? null,
      }),
      path: t.string({
        nullable: true,
        description:
          "The link's path on this server, `/shared/…`: told this once. Null when there are userErrors.",
        resolve: ({ value }) => value && `/shared/${value.token}`,
      }),
      userErrors: t.field({
        ...{ type: [UserError], description: 'What is wrong with the input.' },
        resolve: (payload) => payload.userErrors,
      }),
    }),
  })

const PublicLinkPayload = builder.objectRef<PayloadShape<ListedPublicLink>>('PublicLinkPayload').implement({
  description: 'A public link, or why there is none.',
  fields: (t) => ({
    publicLink: t.expose('value', {
      ...{ type: PublicLink, nullable: true, description: 'Null when there are userErrors.' },
    }),
    userErrors: t.field({
      ...{ type: [UserError], description: 'What is wrong with the input.' },
      resolve: (payload) => payload.userErrors,
    }),
  }),
})

builder.queryFields((t) => ({
  publicLinks: t.field({
    type: [PublicLink],
    authScopes: { write: true },
    description:
      'Links that show runs of the workspace where you are now to the public, newest first; for its members and owners.',
    args: { runId: t.arg.id({ description: 'Only those that show this run.' }) },
    resolve: (_root, { runId }, { db, viewer }) => {
      demand(viewer, hereOf(viewer), 'write')
      return listPublicLinks(db, hereOf(viewer).id, runId ?? null)
    },
  }),
}))

builder.mutationFields((t) => ({
  createPublicLink: t.field({
    type: CreatePublicLinkPayload,
    description:
      'Makes a link by which anybody may look at some runs of one workspace, their curves, layers, matrices and judged images, until it is revoked.',
    args: {
      runIds: t.arg.idList({
        required: true,
        description: `One run, or up to ${MOST_SHARED_RUNS} to be compared.`,
        validate: { maxLength: MOST_SHARED_RUNS },
      }),
    },
    resolve: async (_root, { runIds }, context) =>
      payloadOf(
        await withRuns(context, runIds, ({ id }) =>
          createPublicLink(context.db, {
            workspaceId: id,
            runIds,
            createdById: memberOf(context.viewer),
          }),
        ),
      ),
  }),
  revokePublicLink: t.field({
    type: PublicLinkPayload,
    description: 'Ends a public link at once. For members and owners of its workspace.',
    args: { id: t.arg.id({ required: true, description: 'The link.' }) },
    resolve: async (_root, { id }, { db, viewer }) => {
      const theirs = somebody(viewer).workspaces.filter(({ role }) => role !== 'VIEWER')
      return payloadOf(
        await revokePublicLink(
          db,
          id,
          theirs.map((workspace) => workspace.id),
        ),
      )
    },
  }),
}))
