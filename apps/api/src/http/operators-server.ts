import { once } from 'node:events'
import { createServer } from 'node:http'
import express from 'express'
import type { Services } from '../context.ts'
import { healthz, readyz } from './health.ts'
import { metricsPage } from './metrics-page.ts'

export type OperatorsServer = { readonly port: number; stop(): Promise<void> }

/**
 * Metrics and health on an address of their own, for a scraper beside this process: without sign-in, hence also while
 * the database is away, and out of reach for everybody else. It is the last to stop.
 */
export async function startOperatorsServer(
  { observer, readiness }: Pick<Services, 'observer' | 'readiness'>,
  address: { readonly host: string; readonly port: number },
): Promise<OperatorsServer> {
  const app = express()
  app.disable('x-powered-by')
  app.get('/metrics', metricsPage(observer.metrics))
  app.get('/healthz', healthz)
  app.get('/readyz', readyz(readiness))
  const server = createServer(app)
  server.listen(address.port, address.host)
  await once(server, 'listening').catch((error: unknown) => {
    throw new Error(
      `Nothing can listen on ${address.host}:${address.port} (ATELIER_METRICS_PORT): choose a free port.`,
      { cause: error },
    )
  })
  const listening = server.address()
  return {
    port: listening !== null && typeof listening === 'object' ? listening.port : address.port,
    async stop() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
