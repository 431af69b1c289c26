import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import { isFromHere } from '../viewer.ts'
import type { HostCheck } from './allowed-hosts.ts'
import type { GraphqlOverSocket } from './graphql-socket.ts'
import { isOwnPage, type PublicAddress } from './public-address.ts'
import { RETRY_AFTER_SECONDS, STOPPING_MESSAGE } from './refuse-when-stopping.ts'
import type { SiteProxy } from './site-proxy.ts'

export type UpgradeParts = {
  readonly graphql: GraphqlOverSocket
  readonly isAllowedHost: HostCheck
  readonly site: SiteProxy | undefined
  readonly stopping: AbortSignal
  readonly log: Logger
  readonly publicUrl: PublicAddress
}

/** Sends WebSockets to where they belong: /graphql here, anything else to the site (its development server has one). */
export const upgrades =
  ({ graphql, isAllowedHost, site, stopping, log, publicUrl }: UpgradeParts) =>
  (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', (error) => log.debug({ err: error }, 'a socket broke'))
    const [path] = (request.url ?? '').split('?')
    if (stopping.aborted) refuse(socket, STOPPING_MESSAGE, '503 Service Unavailable')
    else if (!isAllowedHost(request.headers.host))
      refuse(socket, 'This server is not called so: add the name to ATELIER_ALLOWED_HOSTS.')
    else if (!isOwnPage(request, publicUrl)) refuse(socket, 'Pages of other sites may not connect.')
    else if (path === '/graphql') graphql.upgrade(request, socket, head)
    else if (site && isFromHere(request)) site.upgrade(request, socket, head)
    else refuse(socket, 'There is nothing to connect to at this address.')
  }

function refuse(socket: Duplex, reason: string, status = '403 Forbidden'): void {
  const body = `${reason}\n`
  const headers = [
    `HTTP/1.1 ${status}`,
    'content-type: text/plain; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    ...(status.startsWith('503') ? [`retry-after: ${RETRY_AFTER_SECONDS}`] : []),
  ]
  socket.end(`${headers.join('\r\n')}\r\n\r\n${body}`)
}
