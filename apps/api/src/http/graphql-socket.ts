import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { GraphQLError, type GraphQLSchema } from 'graphql'
import { handleProtocols, makeServer } from 'graphql-ws'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Shown } from '../auth/access.ts'
import { createContext, type Services } from '../context.ts'
import { publicError } from '../errors.ts'
import { limits } from '../limits.ts'
import { observedExecution } from '../observe/observed-execution.ts'
import { operationPreparer } from './prepare-operation.ts'
import { serveSocket } from './serve-socket.ts'

type ConnectionParameters = { readonly authorization?: unknown; readonly workspace?: unknown }
type Connection = { readonly socket: WebSocket; readonly request: IncomingMessage; shown?: Shown }

export type GraphqlOverSocket = {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  stop(): Promise<void>
}

/** "Service restart": clients of graphql-ws connect again by themselves and subscribe anew, to what they still see. */
const SERVICE_RESTART = 1012
/** Clients of graphql-ws do not connect again by themselves after this one. */
const UNAUTHORIZED = 4401
/** Clients that do not answer the goodbye are cut. */
const GOODBYE_MILLISECONDS = 1_000

/** "Try again later": clients of graphql-ws connect again and go on after their cursor. */
const NOT_READ = 1013
/** How often a client is asked whether it still reads. */
const KEEP_ALIVE_MILLISECONDS = 12_000

/**
 * GraphQL over WebSocket (graphql-transport-ws). Whatever goes wrong with one operation is told to that operation;
 * the socket and its other operations go on.
 */
export function graphqlOverSocket(
  schema: GraphQLSchema,
  services: Services,
  keepAliveMilliseconds = KEEP_ALIVE_MILLISECONDS,
): GraphqlOverSocket {
  const { access, log, observer, stopping } = services
  const prepare = operationPreparer(schema)
  const server = makeServer<ConnectionParameters, Connection>({
    schema,
    ...observedExecution(services.observer, 'websocket'),
    async onConnect({ connectionParams, extra }) {
      const shown = {
        authorization: textOf(connectionParams?.authorization),
        workspace: textOf(connectionParams?.workspace),
      }
      const viewer = await access.viewerOf(extra.request, shown)
      const { socket } = extra
      if (!viewer && (shown.authorization ?? extra.request.headers.authorization) !== undefined) {
        socket.close(UNAUTHORIZED, 'This API key is unknown or was revoked')
        return false
      }
      extra.shown = shown
      const release = access.hold(viewer, (why) =>
        why === 'shut out'
          ? socket.close(UNAUTHORIZED, 'You were signed out, or the API key was revoked')
          : socket.close(SERVICE_RESTART, 'You are in fewer workspaces than before'),
      )
      if (socket.readyState === socket.OPEN) socket.once('close', release)
      else release()
      return true
    },
    async onSubscribe({ subscriptions, extra }, _id, { query, variables, operationName }) {
      // Left without an answer: the client asks again at the server to which it connects next.
      if (stopping.aborted) return new Promise(() => {})
      if (Object.keys(subscriptions).length > limits.subscriptionsPerSocket) return [tooMany()]
      // Asked anew: roles change while sockets live.
      const context = createContext(services, await access.viewerOf(extra.request, extra.shown))
      return prepare({ query, variables, operationName }, context)
    },
    onNext({ extra }, _id, _payload, _args, { data, errors }) {
      inOnePacket(extra.request.socket)
      if (errors) return { ...(data && { data }), errors: errors.map((error) => publicError(error, log)) }
    },
    onError: (_connection, _id, _payload, errors) => errors.map((error) => publicError(error, log)),
  })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.requestBytes, handleProtocols })
  sockets.on('connection', (socket, request) => {
    observer.metrics.socket(1)
    socket.once('close', () => observer.metrics.socket(-1))
    cutUnlessRead(socket, keepAliveMilliseconds)
    serveSocket(server, { socket, extra: { socket, request }, log })
  })
  return {
    upgrade: (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request)),
    async stop() {
      const left = [...sockets.clients].map((socket) => {
        socket.close(SERVICE_RESTART, 'The server restarts')
        return once(socket, 'close')
      })
      const cut = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate()
      }, GOODBYE_MILLISECONDS)
      await Promise.all(left)
      clearTimeout(cut)
      sockets.close()
    },
  }
}

/** What is sent within a turn leaves together: an answer, and that it is complete. */
function inOnePacket(socket: Duplex): void {
  socket.cork()
  process.nextTick(() => socket.uncork())
}

/** Cuts a client off that left the last question unread: what it has not got waits for its next connection. */
function cutUnlessRead(socket: WebSocket, milliseconds: number): void {
  let answered = true
  socket.on('pong', () => {
    answered = true
  })
  const asking = setInterval(() => {
    if (answered) {
      answered = false
      socket.ping()
      return
    }
    clearInterval(asking)
    socket.close(NOT_READ, 'What was sent was not read')
    setTimeout(() => socket.terminate(), GOODBYE_MILLISECONDS).unref()
  }, milliseconds)
  socket.once('close', () => clearInterval(asking))
}

const textOf = (parameter: unknown): string | undefined =>
  typeof parameter === 'string' ? parameter : undefined

const tooMany = (): GraphQLError =>
  new GraphQLError(`One connection carries at most ${limits.subscriptionsPerSocket} operations at a time.`, {
    extensions: { code: 'TOO_MANY_OPERATIONS' },
  })
