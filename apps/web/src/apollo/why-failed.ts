import { CombinedGraphQLErrors } from '@apollo/client/errors'

/** Why a change was not made, in a sentence for the person who wanted it. */
export function whyFailed(error: unknown): string {
  if (!CombinedGraphQLErrors.is(error)) return 'The server did not answer. Try again.'
  return error.errors[0]?.message ?? 'The server did not answer as it should. Try again.'
}
