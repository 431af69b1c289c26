import type { RequestHandler } from 'express'
import { type CurrentRequest, onBehalfOf, requestIdOf } from '../observe/current-request.ts'
import { type Observer, round } from '../observe/observer.ts'
import { loggedPath, type Route, routeOf } from './route-of.ts'

/** Told in detail only where somebody looks for something. */
const routines: ReadonlySet<Route> = new Set(['site', 'shared', 'images', 'health', 'metrics'])

/**
 * Gives every request an id (the caller's x-request-id, or a new one), answers with it, and writes one line when the
 * request is over. Neither headers nor queries of addresses are logged: they hold cookies, keys and links.
 */
export const requestLog =
  (observer: Observer): RequestHandler =>
  (request, response, next) => {
    const current: CurrentRequest = { id: requestIdOf(request.headers['x-request-id']) }
    const since = performance.now()
    const { method } = request
    const path = loggedPath(request.path)
    const route = routeOf(request.path)
    // The site's process is told the same id.
    request.headers['x-request-id'] = current.id
    response.setHeader('x-request-id', current.id)
    const options = { kind: 'server', headers: request.headers } as const
    onBehalfOf(current, () =>
      observer.tracing.within(`${method} ${route}`, options, (span) => {
        response.once('close', () => {
          const status = response.headersSent ? response.statusCode : 0
          const milliseconds = performance.now() - since
          // A stream is open as long as its client likes: that says nothing of how quick we are.
          const streams = String(response.getHeader('content-type')).startsWith('text/event-stream')
          if (!streams) observer.metrics.httpRequest(route, status, milliseconds / 1000)
          span.set({
            ...{ 'http.request.method': method, 'url.path': path, 'http.route': route },
            ...{ 'http.response.status_code': status, 'atelier.request_id': current.id },
          })
          if (status >= 500) span.fail()
          span.end()
          const { id: requestId, viewerId, operation, codes } = current
          const told = { requestId, method, path, status, ms: round(milliseconds), viewerId, operation }
          const level = levelOf(status, streams ? 0 : milliseconds)
          observer.log[level]({ ...told, ...(codes?.length && { codes }) }, 'request')
        })
        next()
      }),
    )

    function levelOf(status: number, milliseconds: number) {
      const level = observer.levelOf(current, milliseconds)
      if (status >= 500 && status !== 503 && level !== 'error') return 'error'
      if (status >= 500 && level === 'info') return 'warn'
      const routine = routines.has(route)
      return routine && level === 'info' ? 'debug' : level
    }
  }
