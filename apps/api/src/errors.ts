import { unwrapResolverError } from '@apollo/server/errors'
import { isDatabaseAway, isTextRefused, isTooMuch } from '@atelier/db'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import type { Logger } from 'pino'
import { currentRequest } from './observe/current-request.ts'

/**
 * An error as clients may see it. What was thrown on purpose (a GraphQLError) goes out as it is; a database that is
 * away is said so; anything else is a bug of ours, logged in full and told without its inside, but with the id of the
 * request, by which the log is searched.
 */
export function publicError(error: unknown, log: Logger): GraphQLFormattedError {
  const cause = unwrapResolverError(error)
  if (error instanceof GraphQLError) {
    if (cause instanceof GraphQLError) return withCode(error)
    return hidden(error, cause, log)
  }
  return hidden(new GraphQLError('unknown'), cause, log)
}

function withCode(error: GraphQLError): GraphQLFormattedError {
  // `http` is Apollo's note to itself on the status of the answer.
  const { extensions: { http: _, ...extensions } = {}, ...plain } = error.toJSON()
  return { ...plain, extensions: { code: 'BAD_REQUEST', ...extensions } }
}

const TOO_MUCH =
  'This operation asks the database for more than it can answer in time: ask for fewer items or in several operations.'
const NO_TEXT =
  'A text of this request holds the character U+0000 or half of a surrogate pair, which cannot be stored: leave it out.'

function hidden(error: GraphQLError, cause: unknown, log: Logger): GraphQLFormattedError {
  const { path, locations } = error.toJSON()
  const place = { ...(path && { path }), ...(locations && { locations }) }
  if (isDatabaseAway(cause)) {
    log.warn({ err: cause, path }, 'the database is away')
    const message = 'The database does not answer at the moment. Try again in a few seconds.'
    return { ...place, message, extensions: { code: 'SERVICE_UNAVAILABLE', ...requestId() } }
  }
  if (isTooMuch(cause)) return { ...place, message: TOO_MUCH, extensions: { code: 'QUERY_TOO_COMPLEX' } }
  if (isTextRefused(cause)) return { ...place, message: NO_TEXT, extensions: { code: 'BAD_USER_INPUT' } }
  log.error({ err: cause, path }, 'a request failed')
  const message = 'Something went wrong on the server. Its log tells what.'
  return { ...place, message, extensions: { code: 'INTERNAL_SERVER_ERROR', ...requestId() } }
}

function requestId(): { readonly requestId?: string } {
  const request = currentRequest()
  return request ? { requestId: request.id } : {}
}
