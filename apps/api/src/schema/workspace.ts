import {
  createWorkspace,
  deleteWorkspace,
  done,
  joinWorkspace,
  leaveWorkspace,
  listInvitations,
  listMembers,
  type Outcome,
  renameWorkspace,
  type SeenWorkspace,
  type Workspace as WorkspaceRow,
} from '@atelier/db'
import { demand, hereOf, notFound, somebody, withWorkspace, workspaceSeen } from '../auth/sight.ts'
import { limits } from '../limits.ts'
import { memberOf } from '../viewer.ts'
import { askOnce } from './ask-once.ts'
import { builder } from './builder.ts'
import { Invitation, Member } from './member.ts'
import { badInput } from './paging.ts'
import { Project, projectsOf } from './project.ts'
import { type PayloadShape, payloadOf, UserError } from './user-error.ts'
import { Role, Viewer } from './viewer.ts'

/** A workspace, and the role in it of whoever asks; null: they have just left or deleted it. */
type WorkspaceShape = WorkspaceRow & { readonly role: SeenWorkspace['role'] | null }

const membersOf = askOnce(({ db }, workspaceId) => listMembers(db, workspaceId))
const invitationsOf = askOnce(({ db }, workspaceId) => listInvitations(db, workspaceId))

const Workspace = builder.objectRef<WorkspaceShape>('Workspace').implement({
  description:
    'What a team shares: its projects and who may see and change them. Nothing of it is known outside.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Never changes.' }),
    slug: t.exposeString('slug', { description: 'Its name in addresses, which never changes.' }),
    name: t.exposeString('name', { description: 'Its name for people.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    role: t.expose('role', {
      ...{ type: Role, nullable: true, description: 'What you may do in it; null: you are in it no more.' },
    }),
    projects: t.field({
      type: [Project],
      description: 'Its projects, oldest first.',
      complexity: { multiplier: limits.projectsExpected },
      resolve: ({ id, role }, _args, context) => (role ? projectsOf(context, id) : []),
    }),
    members: t.field({
      type: [Member],
      description: 'Everybody in it, in the order in which they came.',
      resolve: ({ id, role }, _args, context) => (role ? membersOf(context, id) : []),
    }),
    invitations: t.field({
      type: [Invitation],
      description: 'Links to it that nobody has used yet, newest first. For its owners.',
      resolve: ({ id, role }, _args, context) => {
        if (!role) return []
        demand(context.viewer, { role }, 'manage')
        return invitationsOf(context, id)
      },
    }),
  }),
})

/** The outcome for somebody who has that role in the workspace now. */
const inRole = (outcome: Outcome<WorkspaceRow>, role: WorkspaceShape['role']): Outcome<WorkspaceShape> =>
  outcome.ok ? done({ ...outcome.value, role }) : outcome

builder.objectField(Project, 'workspace', (t) =>
  t.field({
    type: Workspace,
    description: 'Where it belongs.',
    // The one way round in a circle: from all projects to all of them again.
    complexity: { multiplier: 100 },
    resolve: ({ workspaceId }, _args, { viewer }) => {
      const workspace = workspaceSeen(viewer, workspaceId)
      if (!workspace) throw new Error(`project of workspace ${workspaceId} was shown to somebody outside`)
      return workspace
    },
  }),
)

builder.objectFields(Viewer, (t) => ({
  workspace: t.field({
    type: Workspace,
    description:
      'Where they are now: the workspace of the header `x-atelier-workspace`, or what their browser remembers, or their oldest.',
    resolve: (viewer) => hereOf(viewer),
  }),
  workspaces: t.field({
    type: [Workspace],
    description: 'Those that they are in, oldest first.',
    resolve: ({ workspaces }) => [...workspaces],
  }),
}))

builder.queryFields((t) => ({
  workspaces: t.field({
    type: [Workspace],
    description: 'The workspaces that you are in, oldest first.',
    resolve: (_root, _args, { viewer }) => [...somebody(viewer).workspaces],
  }),
  workspace: t.field({
    type: Workspace,
    nullable: true,
    description: 'A workspace that you are in, by its id or its slug; null when you are in none such.',
    args: {
      id: t.arg.id({ description: 'Its id.' }),
      slug: t.arg.string({ description: 'Its name in addresses, instead of its id.' }),
    },
    resolve: (_root, { id, slug }, { viewer }) => {
      if ((id == null) === (slug == null)) throw badInput('workspace: takes either id or slug.')
      return somebody(viewer).workspaces.find((one) => (id == null ? one.slug === slug : one.id === id))
    },
  }),
}))

const WorkspacePayload = builder.objectRef<PayloadShape<WorkspaceShape>>('WorkspacePayload').implement({
  description: 'A workspace, or why there is none.',
  fields: (t) => ({
    workspace: t.expose('value', {
      ...{ type: Workspace, nullable: true, description: 'Null when there are userErrors.' },
    }),
    userErrors: t.field({
      ...{ type: [UserError], description: 'What is wrong with the input.' },
      resolve: (payload) => payload.userErrors,
    }),
  }),
})

const name = { required: true, description: 'At most 100 characters.' } as const
const workspaceId = { required: true, description: 'The workspace.' } as const

builder.mutationFields((t) => ({
  createWorkspace: t.field({
    type: WorkspacePayload,
    skipTypeScopes: true,
    authScopes: { own: true },
    description: 'Makes a workspace that you own; its slug is made of the name and is unique.',
    args: { name: t.arg.string(name) },
    resolve: async (_root, { name }, { access, db, viewer }) => {
      const made = await createWorkspace(db, { name, ownerId: memberOf(viewer) })
      access.changed(somebody(viewer).user.id)
      return payloadOf(inRole(made, 'OWNER'))
    },
  }),
  renameWorkspace: t.field({
    type: WorkspacePayload,
    authScopes: { manage: true },
    description: 'Calls a workspace something else; its slug stays. For its owners.',
    args: { id: t.arg.id(workspaceId), name: t.arg.string(name) },
    resolve: async (_root, { id, name }, { access, db, viewer }) => {
      const renamed = await withWorkspace(viewer, { id, right: 'manage', path: 'id' }, async ({ role }) =>
        inRole(await renameWorkspace(db, { id, name }), role),
      )
      if (renamed.ok) access.changed(id)
      return payloadOf(renamed)
    },
  }),
  deleteWorkspace: t.field({
    type: WorkspacePayload,
    authScopes: { manage: true },
    description:
      'Deletes a workspace that holds no runs, with its projects. People who are in no other are shut out, so you must be in another. For its owners.',
    args: { id: t.arg.id(workspaceId) },
    resolve: async (_root, { id }, { access, db, viewer }) => {
      const deleted = await withWorkspace(viewer, { id, right: 'manage', path: 'id' }, async () =>
        inRole(await deleteWorkspace(db, { id, byId: memberOf(viewer) }), null),
      )
      if (deleted.ok) access.changed(id)
      return payloadOf(deleted)
    },
  }),
  joinWorkspace: t.field({
    type: WorkspacePayload,
    skipTypeScopes: true,
    authScopes: { own: true },
    description: 'Brings you into a further workspace by the link of an invitation, which works once.',
    args: { token: t.arg.string({ required: true, description: 'Of the link that an owner made.' }) },
    resolve: async (_root, { token }, { access, db, viewer }) => {
      const memberId = memberOf(viewer)
      const joined =
        memberId === null ? notFound('token', 'link') : await joinWorkspace(db, { token, memberId })
      access.changed(somebody(viewer).user.id)
      return payloadOf(joined)
    },
  }),
  leaveWorkspace: t.field({
    type: WorkspacePayload,
    skipTypeScopes: true,
    authScopes: { own: true },
    description: 'Takes you out of a workspace. You must be in another, and not the last owner of this one.',
    args: { id: t.arg.id(workspaceId) },
    resolve: async (_root, { id }, { access, db, viewer }) => {
      const memberId = memberOf(viewer)
      const left = await withWorkspace(viewer, { id, right: 'read', path: 'id' }, async (workspace) => {
        if (memberId === null) return notFound('id', 'member')
        const outcome = await leaveWorkspace(db, { workspaceId: id, memberId })
        return outcome.ok ? done({ ...workspace, role: null }) : outcome
      })
      access.changed(somebody(viewer).user.id)
      return payloadOf(left)
    },
  }),
}))
