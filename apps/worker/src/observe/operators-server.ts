import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { WorkerMetrics } from './worker-metrics.ts'

export type OperatorsServer = { readonly port: number; stop(): Promise<void> }

/** `/metrics` and `/healthz` for a scraper beside this worker: without sign-in, so on an address of this machine. */
export async function startOperatorsServer(
  metrics: WorkerMetrics,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<OperatorsServer> {
  const pages: Readonly<Record<string, () => Promise<[type: string, body: string]>>> = {
    '/metrics': async () => [metrics.contentType, await metrics.text()],
    '/healthz': async () => ['application/json', '{"status":"ok"}'],
  }
  const server = createServer((request, response) => {
    const page =
      request.method === 'GET' ? pages[new URL(request.url ?? '/', 'http://worker').pathname] : undefined
    if (!page) return answer(response, 404, 'text/plain', 'Here are /metrics and /healthz.\n')
    page().then(
      ([type, body]) => answer(response, 200, type, body),
      () => answer(response, 500, 'text/plain', 'The metrics could not be read.\n'),
    )
  })
  server.listen(port, host)
  await once(server, 'listening').catch((error: unknown) => {
    throw new Error(`nothing can listen on ${host}:${port} (WORKER_METRICS_PORT): choose a free port`, {
      cause: error,
    })
  })
  const listening = server.address()
  return {
    port: listening !== null && typeof listening === 'object' ? listening.port : port,
    async stop() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body)
}
