import { ApolloServer, type ApolloServerPlugin } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled'
import { expressMiddleware } from '@as-integrations/express5'
import compression from 'compression'
import type { ErrorRequestHandler, Request, RequestHandler } from 'express'
import { GraphQLError, type GraphQLSchema, OperationTypeNode } from 'graphql'
import type { Logger } from 'pino'
import { type Context, createContext, type Services } from '../context.ts'
import { publicError } from '../errors.ts'
import { limits } from '../limits.ts'
import { observePlugin, operationSpan } from '../observe/apollo-plugin.ts'
import { finiteNumbersRule, limitErrors } from '../query-limits.ts'
import { jsonBody } from './json-body.ts'
import { apolloDocuments } from './kept-documents.ts'

export type GraphqlOverHttp = {
  readonly handlers: (RequestHandler | ErrorRequestHandler)[]
  stop(): Promise<void>
}

const COMPRESS_FROM_BYTES = 2048

/** GraphQL over HTTP: Apollo Server with its CSRF prevention, limits on what is asked, compressed larger answers. */
export async function graphqlOverHttp(schema: GraphQLSchema, services: Services): Promise<GraphqlOverHttp> {
  const { log, observer } = services
  const apollo = new ApolloServer<Context>({
    schema,
    logger: log,
    introspection: true,
    csrfPrevention: true,
    persistedQueries: false,
    documentStore: apolloDocuments(),
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    validationRules: [finiteNumbersRule],
    parseOptions: { maxTokens: limits.queryTokens },
    formatError: (formatted, error) => formatError(formatted.extensions?.code, error, log),
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      // It would be told of every field of every answer, in which no field says how long it may be kept.
      ApolloServerPluginCacheControlDisabled(),
      limitPlugin,
      observePlugin(observer),
    ],
  })
  await apollo.start()
  const context = async ({ req }: { req: Request }) =>
    createContext(services, await services.access.viewerOf(req))
  return {
    handlers: [
      compression({ threshold: COMPRESS_FROM_BYTES }),
      ...jsonBody(),
      operationSpan(observer),
      expressMiddleware(apollo, { context }),
    ],
    stop: () => apollo.stop(),
  }
}

const STREAMS =
  'A subscription has many answers: follow it over WebSocket at this address, or as server-sent events at /graphql/stream.'
const BAD_REQUEST = { extensions: { http: { status: 400 }, code: 'BAD_REQUEST' } }

const limitPlugin: ApolloServerPlugin<Context> = {
  requestDidStart: async () => ({
    async didResolveOperation({ schema, document, operation, request, contextValue }) {
      if (operation?.operation === OperationTypeNode.SUBSCRIPTION)
        throw new GraphQLError(STREAMS, BAD_REQUEST)
      const { operationName, variables } = request
      const [error] = limitErrors(schema, { document, operationName, variables }, contextValue)
      if (error)
        throw new GraphQLError(error.message, { extensions: { http: { status: 400 }, ...error.extensions } })
    },
  }),
}

/** Apollo knows the codes of its own refusals (CSRF, syntax, validation); the rest is ours to judge. */
function formatError(code: unknown, error: unknown, log: Logger) {
  const formatted = publicError(error, log)
  if (formatted.extensions?.code !== 'BAD_REQUEST' || typeof code !== 'string') return formatted
  // Apollo has no name for variables that do not fit their types; a bug of ours never gets here.
  const named = code === 'INTERNAL_SERVER_ERROR' ? 'BAD_USER_INPUT' : code
  return { ...formatted, extensions: { ...formatted.extensions, code: named } }
}
