import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { hasCode } from './has-code.ts'
import { allowHosts } from './http/allowed-hosts.ts'
import { createApp } from './http/app.ts'
import { graphqlOverHttp } from './http/graphql-http.ts'
import { graphqlOverSocket } from './http/graphql-socket.ts'
import { startOperatorsServer } from './http/operators-server.ts'
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
  /** Folder of the site's program, which is then served from here and not by the site's process. */
  readonly siteFolder?: string | undefined
  /** Where metrics and health are served without sign-in, beside the port for everybody. */
  readonly operators?: { readonly host: string; readonly port: number } | undefined
  /** How long what runs when the server is told to stop may take to finish; 10 seconds unless told. */
  readonly graceMilliseconds?: number | undefined
  /** How often clients of sockets are asked whether they still read; 12 seconds unless told. */
  readonly keepAliveMilliseconds?: number | undefined
}

export type RunningServer = {
  readonly port: number
  readonly operatorsPort: number | undefined
  /**
   * Takes no more work, lets what runs finish within the grace, sends the sockets' clients away so that they connect
   * again, and lets go of the database.
   */
  stop(): Promise<void>
}

const GRACE_MILLISECONDS = 10_000
const SWEEP_MILLISECONDS = 50
/** A query that hangs in the database keeps its connection: nobody waits for that one. */
const LET_GO_MILLISECONDS = 2_000

const taken = ({ host, port }: ServerOptions): string =>
  `Port ${port} of ${host} is in use by another program: stop that one, or set PORT to a free port.`

/** What a browser on this machine calls an address that is listened on. */
const nameOf = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

/** Starts the API: GraphQL over HTTP and WebSocket, images, and everything else handed on to the site. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { services, refuseWork, stop: stopServices } = await startServices(options)
  const { log, observer, stopping } = services
  const isAllowedHost = allowHosts([
    ...[options.host, ...options.allowedHosts],
    ...(options.publicUrl ? [options.publicUrl.hostname] : []),
  ])
  const overHttp = await graphqlOverHttp(schema, services)
  const overSocket = graphqlOverSocket(schema, services, options.keepAliveMilliseconds)
  const site = options.siteUrl === undefined ? undefined : createSiteProxy(options.siteUrl, log)
  const app = createApp({
    ...{ services, graphql: overHttp, isAllowedHost, site },
    siteFolder: options.siteFolder,
  })
  const upgrade = upgrades({
    ...{ graphql: overSocket, isAllowedHost, site, stopping, log },
    publicUrl: services.publicUrl,
  })
  // Without TCP_NODELAY every call on a kept connection waits 40 ms for an acknowledgement.
  const server = createServer({ noDelay: true, keepAlive: true, keepAliveTimeout: 65_000 }, app)
  const upgraded = new Set<Duplex>()
  server.on('upgrade', (request, socket, head) => {
    upgraded.add(socket)
    socket.once('close', () => upgraded.delete(socket))
    upgrade(request, socket, head)
  })
  const operators =
    options.operators && (await startOperatorsServer(services, options.operators).catch(giveUp))
  try {
    server.listen(options.port, options.host)
    await once(server, 'listening')
  } catch (error) {
    await operators?.stop()
    await giveUp(hasCode(error, 'EADDRINUSE') ? new Error(taken(options), { cause: error }) : error)
  }
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : options.port
  log.info({ host: options.host, port, operatorsPort: operators?.port }, 'the API is up')
  await services.signIn?.firstOwner.offer(
    options.publicUrl?.origin ?? `http://${nameOf(options.host)}:${port}`,
  )
  return { port, operatorsPort: operators?.port, stop }

  async function giveUp(error: unknown): Promise<never> {
    await stopServices()
    throw error
  }

  async function stop(): Promise<void> {
    const deadline = Date.now() + (options.graceMilliseconds ?? GRACE_MILLISECONDS)
    const left = () => Math.max(0, deadline - Date.now())
    log.info('the API stops')
    refuseWork()
    await Promise.race([observer.idle(), delay(left(), undefined, { ref: false })])
    await overSocket.stop()
    const closed = once(server, 'close')
    server.close()
    for (const socket of upgraded) socket.destroy()
    // A connection whose answer has just gone out is idle from then on.
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MILLISECONDS)
    const cut = setTimeout(() => server.closeAllConnections(), left())
    await closed
    clearInterval(sweep)
    clearTimeout(cut)
    await overHttp.stop()
    site?.close()
    await operators?.stop()
    await Promise.race([stopServices(), delay(LET_GO_MILLISECONDS, undefined, { ref: false })])
    log.info('the API has stopped')
  }
}
