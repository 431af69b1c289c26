import type { RequestHandler } from 'express'
import type { Metrics } from '../observe/metrics.ts'

/** `/metrics`, as Prometheus scrapes it. For viewers only: it tells how busy the team is. */
export const metricsPage =
  (metrics: Metrics): RequestHandler =>
  async (_request, response) => {
    const text = await metrics.text()
    response.set('cache-control', 'no-store').set('content-type', metrics.contentType).send(text)
  }
