import { ApolloServer, type ApolloServerPlugin } from '@apollo/server'
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled'
import { expressMiddleware } from '@as-integrations/express5'
import compression from 'compression'
import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import { GraphQLError, type GraphQLSchema } from 'graphql'
import type { Logger } from 'pino'
import { z } from 'zod'
import { type Context, createContext, type Services } from '../context.ts'
import { publicError } from '../errors.ts'
import { limits } from '../limits.ts'
import { observePlugin, operationSpan } from '../observe/apollo-plugin.ts'
import { limitErrors } from '../query-limits.ts'
import { viewerOf } from '../viewer.ts'

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
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: limits.queryTokens },
    formatError: (formatted, error) => formatError(formatted.extensions?.code, error, log),
    plugins: [ApolloServerPluginLandingPageDisabled(), limitPlugin, observePlugin(observer)],
  })
  await apollo.start()
  const context = async ({ req }: { req: express.Request }) => createContext(services, viewerOf(req))
  return {
    handlers: [
      compression({ threshold: COMPRESS_FROM_BYTES }),
      express.json({ limit: limits.requestBytes }),
      refuseUnreadableBody,
      operationSpan(observer),
      expressMiddleware(apollo, { context }),
    ],
    stop: () => apollo.stop(),
  }
}

const limitPlugin: ApolloServerPlugin<Context> = {
  requestDidStart: async () => ({
    async didResolveOperation({ schema, document, request, contextValue }) {
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

const bodyError = z.object({ status: z.number().int().min(400).max(499), type: z.string() })

/** Errors of the body parser in GraphQL's form. */
const refuseUnreadableBody: ErrorRequestHandler = (error, _request, response, next) => {
  const parsed = bodyError.safeParse(error)
  if (!parsed.success) return next(error)
  const { status, type } = parsed.data
  const tooLarge = type === 'entity.too.large'
  const message = tooLarge
    ? `The request is larger than ${limits.requestBytes / 1024} KiB.`
    : 'The body of the request is not JSON.'
  const extensions = { code: tooLarge ? 'PAYLOAD_TOO_LARGE' : 'BAD_REQUEST' }
  response.status(status).json({ errors: [{ message, extensions }] })
}
