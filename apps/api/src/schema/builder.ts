import type PrismaTypes from '@atelier/db/pothos'
import { getDatamodel } from '@atelier/db/pothos'
import SchemaBuilder from '@pothos/core'
import ComplexityPlugin from '@pothos/plugin-complexity'
import PrismaPlugin from '@pothos/plugin-prisma'
import RelayPlugin from '@pothos/plugin-relay'
import ScopeAuthPlugin from '@pothos/plugin-scope-auth'
import ZodPlugin from '@pothos/plugin-zod'
import { GraphQLError } from 'graphql'
import { mayAnywhere, refusal } from '../auth/rights.ts'
import type { Context } from '../context.ts'

/**
 * The schema grows on this builder: every file of this folder adds one entity to it, index.ts imports them all.
 * Fields are non-null unless they say `nullable: true`, since that is what the contract mostly is.
 */
export const builder = new SchemaBuilder<{
  Context: Context
  PrismaTypes: PrismaTypes
  DefaultFieldNullability: false
  DefaultEdgesNullability: false
  DefaultNodeNullability: false
  Scalars: {
    ID: { Input: string; Output: string }
    DateTime: { Input: Date; Output: Date }
    JSON: { Input: unknown; Output: unknown }
    Cursor: { Input: bigint; Output: bigint }
  }
  /** What every connection has beside its edges; a function where counting costs a query of its own. */
  Connection: { totalCount: number | (() => Promise<number>) }
  AuthScopes: { read: boolean; write: boolean; manage: boolean; own: boolean }
}>({
  plugins: [ScopeAuthPlugin, RelayPlugin, PrismaPlugin, ZodPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  scopeAuth: {
    authorizeOnSubscribe: true,
    // Whether there is anything with which they may; sight.ts decides about the thing itself.
    authScopes: ({ viewer }) => ({
      read: mayAnywhere(viewer, 'read'),
      write: mayAnywhere(viewer, 'write'),
      manage: mayAnywhere(viewer, 'manage'),
      // What concerns the person alone, so that also a VIEWER may; not by a key that may only read.
      own: viewer?.workspace !== undefined && viewer.scope === 'WRITE',
    }),
    unauthorizedError: (_parent, { viewer }) =>
      refusal(viewer, viewer?.workspaces.map(({ role }) => role) ?? []),
  },
  prisma: { client: ({ db }) => db, dmmf: getDatamodel(), onUnusedQuery: null },
  relay: {
    ...{ nodeQueryOptions: false, nodesQueryOptions: false },
    edgesFieldOptions: { nullable: false, description: 'The items of this page.' },
    nodeFieldOptions: { nullable: false, description: 'The item.' },
    cursorFieldOptions: { description: 'Its place in the list.' },
    pageInfoFieldOptions: { description: 'Where this page lies in the list.' },
    pageInfoTypeOptions: { description: 'Where a page lies in a list.' },
    hasNextPageFieldOptions: { description: 'Whether more follows.' },
    hasPreviousPageFieldOptions: { description: 'Whether it began behind a cursor.' },
    startCursorFieldOptions: { description: 'Cursor of its first item; null when it is empty.' },
    endCursorFieldOptions: { description: 'Cursor of its last item: the next page begins after it.' },
  },
  zod: {
    validationError: (error) => {
      const problems = error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
      return new GraphQLError(problems.join('; '), { extensions: { code: 'BAD_USER_INPUT' } })
    },
  },
  // Checked as a validation rule instead (query-limits.ts): before anything runs, and once for a subscription.
  complexity: { disabled: true, defaultComplexity: 1, defaultListMultiplier: 10 },
})

builder.queryType({
  description: 'What can be asked.',
  authScopes: { read: true },
})
builder.mutationType({
  description: 'What can be changed. Expected failures come back as userErrors.',
  authScopes: { write: true },
})
builder.subscriptionType({
  description:
    'What can be followed: over WebSocket (graphql-transport-ws) at the same address, or as server-sent events at /graphql/stream.',
  authScopes: { read: true },
})
