import { CombinedGraphQLErrors } from '@apollo/client/errors'
import { isRefusal } from '../live/refusal.ts'

/** Why a change was not made, in a sentence for the person who wanted it. */
export function whyFailed(error: unknown): string {
  if (!CombinedGraphQLErrors.is(error)) return 'The server did not answer. Try again.'
  if (isRefusal(error.errors)) return 'You are signed out. Sign in and try again.'
  return error.errors[0]?.message ?? 'The server did not answer as it should. Try again.'
}
