import { hasPassword } from '@atelier/db'
import { hereOf } from '../auth/sight.ts'
import { memberOf, type Viewer as SomeViewer } from '../viewer.ts'
import { builder } from './builder.ts'

export const Role = builder.enumType('Role', {
  description: 'What a person may do in a workspace.',
  values: {
    OWNER: { description: 'Everything, and decides who is let in.' },
    MEMBER: { description: 'Launches, edits and stops runs.' },
    VIEWER: { description: 'Looks at everything and changes nothing.' },
  },
})

export const User = builder.objectRef<SomeViewer['user']>('User').implement({
  description: 'A person.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Never changes.' }),
    name: t.exposeString('name', { description: 'As they call themselves.' }),
    email: t.exposeString('email', { description: 'What they sign in with.' }),
  }),
})

export const Viewer = builder.objectRef<SomeViewer>('Viewer').implement({
  description: 'Who asks.',
  fields: (t) => ({
    user: t.field({ type: User, description: 'The person.', resolve: (viewer) => viewer.user }),
    role: t.field({
      type: Role,
      description: 'What they may do in the workspace where they are now.',
      resolve: (viewer) => hereOf(viewer).role,
    }),
    open: t.boolean({
      description: 'There is no sign-in: this is whoever sits at the machine that the server runs on.',
      resolve: (viewer) => viewer.via.kind === 'open',
    }),
    passwords: t.boolean({
      description:
        'People sign in to this server by e-mail and password; without that, by its provider only.',
      resolve: (_viewer, _args, { signIn }) => signIn?.passwords ?? false,
    }),
    hasPassword: t.boolean({
      description:
        'They have a password here, which they may change; without one they come in by the provider only.',
      resolve: (viewer, _args, { db }) => {
        const member = memberOf(viewer)
        return member !== null && hasPassword(db, member)
      },
    }),
  }),
})

builder.queryFields((t) => ({
  viewer: t.field({
    type: Viewer,
    nullable: true,
    skipTypeScopes: true,
    description: 'Who asks; null when not signed in.',
    resolve: (_root, _args, { viewer }) => viewer,
  }),
}))
