import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { allowHosts } from './http/allowed-hosts.ts'
import { createApp } from './http/app.ts'
import { graphqlOverHttp } from './http/graphql-http.ts'
import { graphqlOverSocket } from './http/graphql-socket.ts'
import { createSiteProxy } from './http/site-proxy.ts'
import { upgrades } from './http/upgrades.ts'
import { schema } from './schema/index.ts'
import { type ServiceOptions, startServices } from './services.ts'

export type ServerOptions = ServiceOptions & {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** Names beside the loopback ones and `host` that clients may call this server by. */
  readonly allowedHosts: readonly string[]
  /** Internal address of the site; undefined: only the API is served. */
  readonly siteUrl: string | undefined
}

export type RunningServer = { readonly port: number; stop(): Promise<void> }

/** Connections that are still open this long after the server was told to stop are cut. */
const GRACE_MILLISECONDS = 2_000

const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'

const taken = ({ host, port }: ServerOptions): string =>
  `Port ${port} of ${host} is in use by another program: stop that one, or set PORT to a free port.`

/** Starts the API: GraphQL over HTTP and WebSocket, images, and everything else handed on to the site. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { services, stop: stopServices } = await startServices(options)
  const { log } = services
  const isAllowedHost = allowHosts([options.host, ...options.allowedHosts])
  const overHttp = await graphqlOverHttp(schema, services)
  const overSocket = graphqlOverSocket(schema, services)
  const site = options.siteUrl === undefined ? undefined : createSiteProxy(options.siteUrl, log)
  const app = createApp({ services, graphql: overHttp, isAllowedHost, site })
  const upgrade = upgrades({ graphql: overSocket, isAllowedHost, site, log })
  // Without TCP_NODELAY every call on a kept connection waits 40 ms for an acknowledgement.
  const server = createServer({ noDelay: true, keepAlive: true, keepAliveTimeout: 65_000 }, app)
  const upgraded = new Set<Duplex>()
  server.on('upgrade', (request, socket, head) => {
    upgraded.add(socket)
    socket.once('close', () => upgraded.delete(socket))
    upgrade(request, socket, head)
  })
  try {
    server.listen(options.port, options.host)
    await once(server, 'listening')
  } catch (error) {
    await stopServices()
    throw isTaken(error) ? new Error(taken(options), { cause: error }) : error
  }
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : options.port
  log.info({ host: options.host, port }, 'the API is up')
  return {
    port,
    async stop() {
      const closed = once(server, 'close')
      server.close()
      await overSocket.stop()
      const cut = setTimeout(() => server.closeAllConnections(), GRACE_MILLISECONDS)
      server.closeIdleConnections()
      for (const socket of upgraded) socket.destroy()
      await closed
      clearTimeout(cut)
      await overHttp.stop()
      site?.close()
      await stopServices()
    },
  }
}
