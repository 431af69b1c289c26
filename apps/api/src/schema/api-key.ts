import {
  type CreatedApiKey,
  createApiKey,
  type KeyKeeper,
  KeyScope as KeyScopes,
  type ListedApiKey,
  listApiKeys,
  revokeApiKey,
  serviceAccount,
} from '@atelier/db'
import { somebody } from '../auth/sight.ts'
import { memberOf, type Viewer } from '../viewer.ts'
import { builder } from './builder.ts'
import { type PayloadShape, payloadOf, UserError } from './user-error.ts'
import { User } from './viewer.ts'

const KeyScope = builder.enumType('KeyScope', {
  description: 'What a key allows at most.',
  values: {
    [KeyScopes.READ]: { description: 'To look.' },
    [KeyScopes.WRITE]: { description: 'Whatever the role of its holder allows.' },
  },
})

const ApiKey = builder.objectRef<ListedApiKey>('ApiKey').implement({
  description: 'What a script shows to be let in, as `Authorization: Bearer …`.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Never changes.' }),
    name: t.exposeString('name', { description: 'What it is for.' }),
    start: t.exposeString('start', { description: 'Its first characters, by which it is known again.' }),
    scope: t.expose('scope', { type: KeyScope, description: 'What it allows at most.' }),
    holder: t.field({ type: User, description: 'Whom it acts as.', resolve: ({ member }) => member }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    lastUsedAt: t.expose('lastUsedAt', {
      ...{ type: 'DateTime', nullable: true },
      description: 'When it last let somebody in, to the minute; null: never.',
    }),
    revokedAt: t.expose('revokedAt', {
      ...{ type: 'DateTime', nullable: true },
      description: 'When it was ended; null: it holds.',
    }),
  }),
})

const CreateApiKeyPayload = builder.objectRef<PayloadShape<CreatedApiKey>>('CreateApiKeyPayload').implement({
  description: 'A key, or why there is none.',
  fields: (t) => ({
    apiKey: t.field({
      ...{ type: ApiKey, nullable: true, description: 'Null when there are userErrors.' },
      resolve: ({ value }) => value?.key ?? null,
    }),
    secret: t.string({
      ...{ nullable: true, description: 'The key itself, told this once; null when there are userErrors.' },
      resolve: ({ value }) => value?.secret ?? null,
    }),
    userErrors: t.field({
      ...{ type: [UserError], description: 'What is wrong with the input.' },
      resolve: (payload) => payload.userErrors,
    }),
  }),
})

const ApiKeyPayload = builder.objectRef<PayloadShape<ListedApiKey>>('ApiKeyPayload').implement({
  description: 'A key, or why there is none.',
  fields: (t) => ({
    apiKey: t.expose('value', {
      ...{ type: ApiKey, nullable: true, description: 'Null when there are userErrors.' },
    }),
    userErrors: t.field({
      ...{ type: [UserError], description: 'What is wrong with the input.' },
      resolve: (payload) => payload.userErrors,
    }),
  }),
})

/** Whose keys somebody has to do with; undefined: everybody's. */
function keeperOf(viewer: Viewer | null): KeyKeeper | undefined {
  const { user, via, workspaces } = somebody(viewer)
  if (via.kind === 'open') return undefined
  const owns = workspaces.filter(({ role }) => role === 'OWNER').map(({ id }) => id)
  return { memberId: user.id, owns }
}

builder.queryFields((t) => ({
  apiKeys: t.field({
    type: [ApiKey],
    description:
      'Your keys that hold, newest first; for an owner also those of people who are in no workspace but theirs.',
    resolve: (_root, _args, { db, viewer }) => listApiKeys(db, keeperOf(viewer)),
  }),
}))

builder.mutationFields((t) => ({
  createApiKey: t.field({
    type: CreateApiKeyPayload,
    skipTypeScopes: true,
    authScopes: { own: true },
    description: 'Makes a key for your scripts, which allows at most what you may do.',
    args: {
      name: t.arg.string({ required: true, description: 'What it is for; at most 100 characters.' }),
      scope: t.arg({ type: KeyScope, required: true, description: 'What it allows at most.' }),
    },
    resolve: async (_root, input, { db, viewer }) => {
      const workspaceIds = somebody(viewer).workspaces.map(({ id }) => id)
      const holder = memberOf(viewer) ?? (await serviceAccount(db, workspaceIds)).id
      return payloadOf(await createApiKey(db, holder, input))
    },
  }),
  revokeApiKey: t.field({
    type: ApiKeyPayload,
    skipTypeScopes: true,
    authScopes: { own: true },
    description:
      'Ends a key of yours, or, for an owner, of somebody who is in no workspace but theirs: whatever it holds open is closed at once.',
    args: { id: t.arg.id({ required: true, description: 'The key.' }) },
    resolve: async (_root, { id }, { access, db, viewer }) => {
      const revoked = await revokeApiKey(db, id, keeperOf(viewer))
      // Others hear of it in a moment; here it holds before the answer.
      if (revoked.ok) access.changed(id)
      return payloadOf(revoked)
    },
  }),
}))
