import {
  type CreatedInvitation,
  changeMemberRole,
  done,
  type Invitation as InvitationRow,
  inviteMember,
  type ListedInvitation,
  type ListedMember,
  listInvitations,
  listMembers,
  removeMember,
  revokeInvitation,
} from '@atelier/db'
import { demand, hereOf, somebody, withWorkspace } from '../auth/sight.ts'
import { memberOf } from '../viewer.ts'
import { builder } from './builder.ts'
import { type PayloadShape, payloadOf, UserError } from './user-error.ts'
import { Role, User } from './viewer.ts'

export const Member = builder.objectRef<ListedMember>('Member').implement({
  description: 'Somebody in a workspace: a person, or the account of scripts.',
  fields: (t) => ({
    user: t.field({ type: User, description: 'The person.', resolve: ({ member }) => member }),
    role: t.expose('role', { type: Role, description: 'What they may do in it.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When they came into it.' }),
  }),
})

export const Invitation = builder
  .objectRef<InvitationRow & Partial<ListedInvitation>>('Invitation')
  .implement({
    description: 'A link by which one person may join a workspace.',
    fields: (t) => ({
      id: t.exposeID('id', { description: 'Never changes; not the secret of the link.' }),
      role: t.expose('role', { type: Role, description: 'As what they come in.' }),
      createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
      expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when it works.' }),
      createdBy: t.field({
        ...{ type: User, nullable: true, description: 'Who made it; null: whoever sits at the machine.' },
        resolve: (invitation) => invitation.createdBy ?? null,
      }),
    }),
  })

export const MemberPayload = builder.objectRef<PayloadShape<ListedMember>>('MemberPayload').implement({
  description: 'A member, or why there is none.',
  fields: (t) => ({
    member: t.expose('value', {
      ...{ type: Member, nullable: true, description: 'Null when there are userErrors.' },
    }),
    userErrors: t.field({
      ...{ type: [UserError], description: 'What is wrong with the input.' },
      resolve: (payload) => payload.userErrors,
    }),
  }),
})

const InviteMemberPayload = builder
  .objectRef<PayloadShape<CreatedInvitation>>('InviteMemberPayload')
  .implement({
    description: 'An invitation and its link, or why there is none.',
    fields: (t) => ({
      invitation: t.field({
        ...{ type: Invitation, nullable: true, description: 'Null when there are userErrors.' },
        resolve: ({ value }) => value?.invitation ?? null,
      }),
      path: t.string({
        nullable: true,
        description:
          "The link's path on this server, `/join?token=…`: told this once. Null when there are userErrors.",
        resolve: ({ value }) => value && `/join?token=${value.token}`,
      }),
      userErrors: t.field({
        ...{ type: [UserError], description: 'What is wrong with the input.' },
        resolve: (payload) => payload.userErrors,
      }),
    }),
  })

const InvitationPayload = builder.objectRef<PayloadShape<InvitationRow>>('InvitationPayload').implement({
  description: 'An invitation, or why there is none.',
  fields: (t) => ({
    invitation: t.expose('value', {
      ...{ type: Invitation, nullable: true, description: 'Null when there are userErrors.' },
    }),
    userErrors: t.field({
      ...{ type: [UserError], description: 'What is wrong with the input.' },
      resolve: (payload) => payload.userErrors,
    }),
  }),
})

builder.queryFields((t) => ({
  members: t.field({
    type: [Member],
    description: 'Everybody in the workspace where you are now, in the order in which they came.',
    resolve: (_root, _args, { db, viewer }) => listMembers(db, hereOf(viewer).id),
  }),
  invitations: t.field({
    type: [Invitation],
    authScopes: { manage: true },
    description:
      'Links to the workspace where you are now that nobody has used yet, newest first. For its owners.',
    resolve: (_root, _args, { db, viewer }) => {
      demand(viewer, hereOf(viewer), 'manage')
      return listInvitations(db, hereOf(viewer).id)
    },
  }),
}))

const memberId = { required: true, description: "The member: their user's id." } as const
const inWorkspace = { description: 'In which workspace; null: where you are now.' } as const

builder.mutationFields((t) => ({
  inviteMember: t.field({
    type: InviteMemberPayload,
    authScopes: { manage: true },
    description: 'Makes a link by which one person may join a workspace within a week. For its owners.',
    args: {
      role: t.arg({ type: Role, required: true, description: 'As what they come in.' }),
      workspaceId: t.arg.id(inWorkspace),
    },
    resolve: async (_root, { role, workspaceId }, { db, viewer }) =>
      payloadOf(
        await withWorkspace(viewer, { id: workspaceId, right: 'manage' }, async ({ id }) =>
          done(await inviteMember(db, { workspaceId: id, role, createdById: memberOf(viewer) })),
        ),
      ),
  }),
  revokeInvitation: t.field({
    type: InvitationPayload,
    authScopes: { manage: true },
    description: 'Takes a link back. For owners of its workspace.',
    args: { id: t.arg.id({ required: true, description: 'The invitation.' }) },
    resolve: async (_root, { id }, { db, viewer }) => {
      const owned = somebody(viewer).workspaces.filter(({ role }) => role === 'OWNER')
      const workspaceIds = owned.map((workspace) => workspace.id)
      return payloadOf(await revokeInvitation(db, id, workspaceIds))
    },
  }),
  changeMemberRole: t.field({
    type: MemberPayload,
    authScopes: { manage: true },
    description:
      'Gives a member of a workspace another role, from their next request on. The last owner stays one. For its owners.',
    args: {
      userId: t.arg.id(memberId),
      role: t.arg({ type: Role, required: true, description: 'The new role.' }),
      workspaceId: t.arg.id(inWorkspace),
    },
    resolve: async (_root, { userId, role, workspaceId }, { access, db, viewer }) => {
      const changed = await withWorkspace(viewer, { id: workspaceId, right: 'manage' }, ({ id }) =>
        changeMemberRole(db, { workspaceId: id, memberId: userId }, role),
      )
      // Of nobody else: whatever an id is of, what it holds open would end.
      if (changed.ok) access.changed(userId)
      return payloadOf(changed)
    },
  }),
  removeMember: t.field({
    type: MemberPayload,
    authScopes: { manage: true },
    description:
      'Takes a member out of a workspace at once; what they made stays. Who is in no other is shut out, with their sessions and keys. Never the last owner. For its owners.',
    args: { userId: t.arg.id(memberId), workspaceId: t.arg.id(inWorkspace) },
    resolve: async (_root, { userId, workspaceId }, { access, db, viewer }) => {
      const removed = await withWorkspace(viewer, { id: workspaceId, right: 'manage' }, ({ id }) =>
        removeMember(db, { workspaceId: id, memberId: userId }),
      )
      if (removed.ok) access.changed(userId)
      return payloadOf(removed)
    },
  }),
}))
