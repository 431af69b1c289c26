import type { ApolloCache } from '@apollo/client'

/** Takes a deleted run out of the cache: lists lose its row. */
export function forgetRun(cache: ApolloCache, id: string): void {
  const key = cache.identify({ __typename: 'Run', id })
  if (key) cache.evict({ id: key })
}
