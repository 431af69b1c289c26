import { acceptInvitation, createFirstOwner } from '@atelier/db'
import { builder } from './builder.ts'
import { MemberPayload } from './member.ts'
import { payloadOf } from './user-error.ts'

const noSuchLink = (message: string) => ({
  value: null,
  userErrors: [{ path: ['token'], message, code: 'NOT_FOUND' }],
})
const noPasswords = () => ({
  value: null,
  userErrors: [
    {
      path: ['password'],
      message: 'people come in by the provider only: open the link',
      code: 'INVALID_VALUE',
    },
  ],
})
const noSignIn = () => noSuchLink('people do not sign in to this server')

// For those who have no account yet: the secret of their link is what lets them in.
builder.mutationFields((t) => ({
  createFirstOwner: t.field({
    type: MemberPayload,
    skipTypeScopes: true,
    description: 'Makes the account that owns everything, while there is none. Sign in with it afterwards.',
    args: {
      token: t.arg.string({ required: true, description: 'Of the link that `npm start` shows.' }),
      name: t.arg.string({ required: true, description: 'At most 100 characters.' }),
      email: t.arg.string({ required: true, description: 'What they sign in with.' }),
      password: t.arg.string({ required: true, description: 'From 10 to 128 characters.' }),
    },
    resolve: async (_root, { token, ...person }, { db, signIn }) => {
      if (!signIn) return noSignIn()
      const { firstOwner, hashPassword } = signIn
      if (!(await firstOwner.accepts(token)))
        return noSuchLink('this link was used, or is not the one that npm start shows')
      const made = await createFirstOwner(db, person, hashPassword)
      if (made.ok) await firstOwner.done()
      return payloadOf(made)
    },
  }),
  acceptInvitation: t.field({
    type: MemberPayload,
    skipTypeScopes: true,
    description: 'Makes an account for the person who was invited. Sign in with it afterwards.',
    args: {
      token: t.arg.string({ required: true, description: 'Of the link that an owner made.' }),
      name: t.arg.string({ required: true, description: 'At most 100 characters.' }),
      email: t.arg.string({ required: true, description: 'What they sign in with.' }),
      password: t.arg.string({ required: true, description: 'From 10 to 128 characters.' }),
    },
    resolve: async (_root, { token, ...person }, { db, signIn }) => {
      if (!signIn) return noSignIn()
      if (!signIn.passwords) return noPasswords()
      return payloadOf(await acceptInvitation(db, token, person, signIn.hashPassword))
    },
  }),
}))
