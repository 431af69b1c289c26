import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import { z } from 'zod'
import type { Services } from '../context.ts'
import { doors } from '../doors/router.ts'
import { schema } from '../schema/index.ts'
import type { HostCheck } from './allowed-hosts.ts'
import { artifacts } from './artifacts.ts'
import type { GraphqlOverHttp } from './graphql-http.ts'
import { graphqlOverSse } from './graphql-sse.ts'
import { healthz, readyz } from './health.ts'
import { images } from './images.ts'
import { metricsPage } from './metrics-page.ts'
import { refuseWhenStopping } from './refuse-when-stopping.ts'
import { requestLog } from './request-log.ts'
import { requireHttps } from './require-https.ts'
import { requireViewer } from './require-viewer.ts'
import { loggedPath } from './route-of.ts'
import { securityHeaders } from './security-headers.ts'
import { publicPaths, sharedImages } from './shared.ts'
import { siteFiles } from './site-files.ts'
import type { SiteProxy } from './site-proxy.ts'

export type AppParts = {
  readonly services: Services
  readonly graphql: GraphqlOverHttp
  readonly isAllowedHost: HostCheck
  readonly site: SiteProxy | undefined
  /** Folder of the site's program, to be served from here. */
  readonly siteFolder?: string | undefined
}

/** Everything that is answered over HTTP: the API itself, images, and the site behind it. */
export function createApp({ services, graphql, isAllowedHost, site, siteFolder }: AppParts): express.Express {
  const app = express()
  app.disable('x-powered-by')
  // A hash of every answer, of which no client makes use: files have their own.
  app.disable('etag')
  const { publicUrl, trustedProxies } = services
  app.set('trust proxy', [...trustedProxies])
  app.use(requestLog(services.observer), securityHeaders(publicUrl), requireHost(isAllowedHost))
  app.get('/healthz', healthz)
  app.get('/readyz', readyz(services.readiness))
  app.use(requireHttps(publicUrl, trustedProxies), refuseWhenStopping(services.stopping))
  app.use('/graphql', graphqlOverSse(schema, services), ...graphql.handlers)
  app.get('/shared/:token/images/:dataset/:split/:file', sharedImages(services))
  if (siteFolder !== undefined) app.use('/_next/static', siteFiles(siteFolder))
  if (site) app.get(publicPaths, (request, response) => site.web(request, response))
  app.use(doors(services), requireViewer(services))
  app.get('/metrics', metricsPage(services.observer.metrics))
  app.get('/images/:dataset/:split/:file', images(services.examples))
  app.use('/images', (_request, response) => {
    response.status(404).type('text').send('There is no such image.\n')
  })
  app.get('/artifacts/:run/:name', artifacts(services))
  app.use('/artifacts', (_request, response) => {
    response.status(404).type('text').send('There is no such file.\n')
  })
  app.use((request, response) => {
    if (site) site.web(request, response)
    else response.status(404).type('text').send('The API is at /graphql; no site is served here.\n')
  })
  app.use(reportFailure(services))
  return app
}

const requireHost =
  (isAllowedHost: HostCheck): RequestHandler =>
  (request, response, next) => {
    if (isAllowedHost(request.headers.host)) return next()
    response
      .status(403)
      .type('text')
      .send('This server is not called so: add the name to ATELIER_ALLOWED_HOSTS.\n')
  }

/** What Express says of a request that it cannot read, such as an address that cannot be decoded. */
const unreadable = z.object({ status: z.int().min(400).max(499) })

const reportFailure =
  ({ log }: Services): ErrorRequestHandler =>
  (error, request, response, next) => {
    const { data: refused } = unreadable.safeParse(error)
    if (refused && !response.headersSent) {
      response.status(refused.status).type('text').send('The request cannot be read.\n')
      return
    }
    log.error({ err: error, path: loggedPath(request.path) }, 'a request failed')
    if (response.headersSent) return next(error)
    response.status(500).type('text').send('Something went wrong on the server. Its log tells what.\n')
  }
