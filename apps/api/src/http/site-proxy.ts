import { Agent, type IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { createProxyServer } from 'http-proxy-3'
import type { Logger } from 'pino'

export type SiteProxy = {
  web(request: IncomingMessage, response: ServerResponse): void
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  close(): void
}

/** Hands requests on to the site's own process, and says so while that is not up yet. */
export function createSiteProxy(target: string, log: Logger): SiteProxy {
  const agent = new Agent({ keepAlive: true, noDelay: true, maxFreeSockets: 32 })
  // The site answers to its loopback name only: a foreign page that points a name of its own at its port gets nothing.
  const proxy = createProxyServer({ target, agent, ws: true, changeOrigin: true })
  proxy.on('error', (error, _request, response) => {
    log.debug({ err: error }, 'the site did not answer')
    if (!(response instanceof ServerResponse)) return response.destroy()
    if (response.headersSent) response.destroy()
    else answerStarting(response)
  })
  return {
    web: (request, response) => proxy.web(request, response),
    upgrade: (request, socket, head) => proxy.ws(request, socket, head),
    close: () => agent.destroy(),
  }
}

const startingPage = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="1"><meta name="color-scheme" content="light dark"><title>Atelier is starting</title>
<style>body{font:14px/1.6 system-ui,sans-serif;margin:20vh auto;max-width:26rem;padding:0 1rem}</style></head>
<body><h1>Atelier is starting</h1><p>The pages are not up yet. This one tries again every second; the API at
<code>/graphql</code> answers already.</p></body></html>
`

function answerStarting(response: ServerResponse): void {
  response.writeHead(503, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'retry-after': '1',
  })
  response.end(startingPage)
}
