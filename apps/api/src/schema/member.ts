import {
  changeMemberRole,
  type Invitation as InvitationRow,
  inviteMember,
  type ListedInvitation,
  listInvitations,
  listMembers,
  type Member as MemberRow,
  removeMember,
  revokeInvitation,
} from '@atelier/db'
import { memberOf } from '../viewer.ts'
import { builder } from './builder.ts'
import { type PayloadShape, payloadOf, UserError } from './user-error.ts'
import { Role, User } from './viewer.ts'

const Member = builder.objectRef<MemberRow>('Member').implement({
  description: 'Somebody who is let in: a person, or the account of scripts.',
  fields: (t) => ({
    user: t.field({ type: User, description: 'The person.', resolve: (member) => member }),
    role: t.expose('role', { type: Role, description: 'What they may do here.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When they came.' }),
  }),
})

const Invitation = builder.objectRef<InvitationRow & Partial<ListedInvitation>>('Invitation').implement({
  description: 'A link by which one person may join.',
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

export const MemberPayload = builder.objectRef<PayloadShape<MemberRow>>('MemberPayload').implement({
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

type Invited = { readonly invitation: InvitationRow; readonly path: string }

const InviteMemberPayload = builder.objectRef<Invited>('InviteMemberPayload').implement({
  description: 'An invitation and its link.',
  fields: (t) => ({
    invitation: t.expose('invitation', { type: Invitation, description: 'The invitation.' }),
    path: t.exposeString('path', {
      description: "The link's path on this server, `/join?token=…`: told this once.",
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
    description: 'Everybody who is let in, in the order in which they came.',
    resolve: (_root, _args, { db }) => listMembers(db),
  }),
  invitations: t.field({
    type: [Invitation],
    authScopes: { manage: true },
    description: 'Links that nobody has used yet, newest first. For owners.',
    resolve: (_root, _args, { db }) => listInvitations(db),
  }),
}))

const memberId = { required: true, description: "The member: their user's id." } as const

builder.mutationFields((t) => ({
  inviteMember: t.field({
    type: InviteMemberPayload,
    authScopes: { manage: true },
    description: 'Makes a link by which one person may join within a week. For owners.',
    args: { role: t.arg({ type: Role, required: true, description: 'As what they come in.' }) },
    resolve: async (_root, { role }, { db, viewer }) => {
      const { invitation, token } = await inviteMember(db, { role, createdById: memberOf(viewer) })
      return { invitation, path: `/join?token=${token}` }
    },
  }),
  revokeInvitation: t.field({
    type: InvitationPayload,
    authScopes: { manage: true },
    description: 'Takes a link back. For owners.',
    args: { id: t.arg.id({ required: true, description: 'The invitation.' }) },
    resolve: async (_root, { id }, { db }) => payloadOf(await revokeInvitation(db, id)),
  }),
  changeMemberRole: t.field({
    type: MemberPayload,
    authScopes: { manage: true },
    description:
      'Gives a member another role, from their next request on. The last owner stays one. For owners.',
    args: {
      userId: t.arg.id(memberId),
      role: t.arg({ type: Role, required: true, description: 'The new role.' }),
    },
    resolve: async (_root, { userId, role }, { access, db }) => {
      const changed = await changeMemberRole(db, userId, role)
      access.ended(userId)
      return payloadOf(changed)
    },
  }),
  removeMember: t.field({
    type: MemberPayload,
    authScopes: { manage: true },
    description:
      'Shuts a member out at once, with their sessions and keys; what they made stays. Never the last owner. For owners.',
    args: { userId: t.arg.id(memberId) },
    resolve: async (_root, { userId }, { access, db }) => {
      const removed = await removeMember(db, userId)
      access.ended(userId)
      return payloadOf(removed)
    },
  }),
}))
