import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import { z } from 'zod'
import { limits } from '../limits.ts'

/** A body that cannot be unpacked has a status and no type. */
const bodyError = z.object({ status: z.number().int().min(400).max(499), type: z.string().optional() })

/** Errors of the body parser in GraphQL's form. */
const refuseUnreadableBody: ErrorRequestHandler = (error, _request, response, next) => {
  const parsed = bodyError.safeParse(error)
  if (!parsed.success) return next(error)
  const { status, type } = parsed.data
  const tooLarge = type === 'entity.too.large'
  const message = tooLarge
    ? `The request is larger than ${limits.requestBytes / 1024} KiB.`
    : 'The body of the request is not JSON.'
  const extensions = { code: tooLarge ? 'PAYLOAD_TOO_LARGE' : 'BAD_REQUEST' }
  response.status(status).json({ errors: [{ message, extensions }] })
}

/** Reads the JSON body of a request, of bounded size. */
export const jsonBody = (): (RequestHandler | ErrorRequestHandler)[] => [
  express.json({ limit: limits.requestBytes }),
  refuseUnreadableBody,
]
