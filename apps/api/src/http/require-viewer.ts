import type { RequestHandler } from 'express'
import type { Services } from '../context.ts'

/** GraphQL tells who may not ask by itself; pages and images are for viewers only. */
export const requireViewer =
  ({ access, signIn }: Services): RequestHandler =>
  async (request, response, next) => {
    if (await access.viewerOf(request)) return next()
    if (!signIn) {
      response.status(403).type('text').send(OPEN_ONLY)
    } else if (!(await signIn.firstOwner.isThere())) {
      response.status(403).type('text').send(NO_OWNER)
    } else if (request.method === 'GET' && request.accepts('html') && !request.path.startsWith('/images')) {
      response
        .set('cache-control', 'no-store')
        .redirect(`/sign-in?to=${encodeURIComponent(request.originalUrl)}`)
    } else response.status(401).type('text').send('Sign in first.\n')
  }

const OPEN_ONLY =
  'Atelier answers only on the machine that it runs on, and to those who show an API key. From elsewhere, reach its pages through an SSH tunnel.\n'
const NO_OWNER =
  'Atelier has no owner yet. The link that makes one is in the file first-owner-link of its data folder.\n'
