import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { GraphQLError, type GraphQLSchema } from 'graphql'
import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import { type Context, createContext, type Services } from '../context.ts'
import { publicError } from '../errors.ts'
import { limits } from '../limits.ts'
import { parseQuery, validationErrors } from '../query-limits.ts'
import { viewerOf } from '../viewer.ts'

export type GraphqlOverSocket = {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  stop(): Promise<void>
}

/** How often a silent socket is asked whether its client is still there. */
const KEEP_ALIVE_MILLISECONDS = 12_000

/**
 * GraphQL over WebSocket (graphql-transport-ws). Whatever goes wrong with one operation is told to that operation;
 * the socket and its other operations go on.
 */
export function graphqlOverSocket(schema: GraphQLSchema, services: Services): GraphqlOverSocket {
  const { log } = services
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.requestBytes })
  const served = useServer(
    {
      schema,
      onSubscribe(connection, _id, { query, variables, operationName }) {
        if (Object.keys(connection.subscriptions).length > limits.subscriptionsPerSocket) return [tooMany()]
        const context: Context = createContext(services, viewerOf(connection.extra.request))
        try {
          const operation = { document: parseQuery(query), variables, operationName }
          const errors = validationErrors(schema, operation, context)
          if (errors.length > 0) return errors
          const { document } = operation
          return { schema, document, operationName, variableValues: variables, contextValue: context }
        } catch (error) {
          return [
            error instanceof GraphQLError
              ? error
              : new GraphQLError('unknown', { originalError: asError(error) }),
          ]
        }
      },
      onNext(_connection, _id, _payload, _args, { data, errors }) {
        if (errors) return { ...(data && { data }), errors: errors.map((error) => publicError(error, log)) }
      },
      onError: (_connection, _id, _payload, errors) => errors.map((error) => publicError(error, log)),
    },
    sockets,
    KEEP_ALIVE_MILLISECONDS,
  )
  return {
    upgrade: (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request)),
    stop: async () => served.dispose(),
  }
}

const tooMany = (): GraphQLError =>
  new GraphQLError(`One connection carries at most ${limits.subscriptionsPerSocket} operations at a time.`, {
    extensions: { code: 'TOO_MANY_OPERATIONS' },
  })

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
