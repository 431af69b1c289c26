import type { RequestHandler } from 'express'

export const STOPPING_MESSAGE = 'This server is stopping. Try again in a few seconds.'
/** Enough for a restart; another server behind the same address answers at once. */
export const RETRY_AFTER_SECONDS = '2'

/** While the server stops it finishes what it has begun and takes no more; the connection ends, so a client asks anew. */
export const refuseWhenStopping =
  (stopping: AbortSignal): RequestHandler =>
  (request, response, next) => {
    if (!stopping.aborted) return next()
    response.status(503).set({ 'retry-after': RETRY_AFTER_SECONDS, connection: 'close' })
    if (!request.path.startsWith('/graphql')) response.type('text').send(`${STOPPING_MESSAGE}\n`)
    else
      response.json({ errors: [{ message: STOPPING_MESSAGE, extensions: { code: 'SERVICE_UNAVAILABLE' } }] })
  }
