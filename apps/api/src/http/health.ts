import type { RequestHandler } from 'express'
import type { Readiness } from '../readiness.ts'

/** `/healthz`: this process is up and answers. Restart it when this fails; nothing else does it depend on. */
export const healthz: RequestHandler = (_request, response) => {
  response.set('cache-control', 'no-store').json({ status: 'ok' })
}

/** `/readyz`: whether requests should be sent here now. What is missing is named, in words that tell nothing secret. */
export const readyz =
  (readiness: Readiness): RequestHandler =>
  async (_request, response) => {
    const lacking = await readiness.lacking()
    response.set('cache-control', 'no-store')
    if (lacking.length === 0) response.json({ status: 'ready' })
    else response.status(503).set('retry-after', '1').json({ status: 'not ready', lacking })
  }
