import type { Server } from 'graphql-ws'
import type { Logger } from 'pino'
import type { WebSocket } from 'ws'
import { z } from 'zod'

/** As for what is no message at all. */
const BAD_REQUEST = 4400
/** As the library's own adapters say it. */
const INTERNAL_ERROR = 4500

/**
 * Speaks graphql-transport-ws through one socket, as the library's own adapter does, but that what goes wrong is written
 * into our log.
 */
export function serveSocket<Extra>(
  server: Server<Extra>,
  { socket, extra, log }: { readonly socket: WebSocket; readonly extra: Extra; readonly log: Logger },
): void {
  const fail = (error: unknown) => {
    // Whoever goes away in the middle of an answer has not been failed.
    if (socket.readyState !== socket.OPEN) return
    log.error({ err: error }, 'a message over a socket could not be handled')
    socket.close(INTERNAL_ERROR, 'Internal server error')
  }
  // A message that is too large or none: the socket closes itself, and says why.
  socket.on('error', (error) => log.debug({ err: error }, 'a socket broke'))
  const closed = server.opened(
    {
      protocol: socket.protocol,
      send: (text) => sent(socket, text),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (handle) =>
        socket.on('message', (data) => {
          const text = data.toString()
          if (isOfServer(text)) socket.close(BAD_REQUEST, 'Only a server says this')
          else handle(text).catch(fail)
        }),
    },
    extra,
  )
  socket.once('close', (code, reason) => {
    closed(code, reason.toString()).catch((error) =>
      log.error({ err: error }, 'what a socket followed could not be let go of'),
    )
  })
}

/** What is for a socket that is gone is sent to nobody. */
function sent(socket: WebSocket, text: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  if (socket.readyState === socket.OPEN) socket.send(text, (error) => (error ? reject(error) : resolve()))
  else resolve()
  return promise
}

/** Few messages hold this anywhere, so that few are read twice. */
const serversType = /"type"\s*:\s*"(?:next|error|connection_ack)"/
const ofServer = z.object({ type: z.enum(['next', 'error', 'connection_ack']) })

/** Whether a client sends what only a server says: the library would take it for a failure of its own. */
function isOfServer(text: string): boolean {
  if (!serversType.test(text)) return false
  try {
    return ofServer.safeParse(JSON.parse(text)).success
  } catch {
    return false
  }
}
