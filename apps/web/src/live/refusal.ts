import { fieldOf } from './field-of.ts'

/** Whether GraphQL errors, of an answer or of a subscription, say that the server does not know who asks. */
export function isRefusal(found: unknown): boolean {
  return (
    Array.isArray(found) &&
    found.some((error) => fieldOf(fieldOf(error, 'extensions'), 'code') === 'UNAUTHENTICATED')
  )
}
