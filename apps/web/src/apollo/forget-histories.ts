import type { ApolloCache } from '@apollo/client'

/** What was read of a run's images and layers ends before the epoch that is over now: what is looked at is asked for again. */
export const forgetHistories = (
  cache: ApolloCache,
  run: { readonly __typename: 'Run' | 'SharedRun'; readonly id: string },
): boolean =>
  cache.modify({
    id: cache.identify(run) ?? '',
    fields: {
      predictionHistory: (_known: unknown, { DELETE }) => DELETE,
      layerHistory: (_known: unknown, { DELETE }) => DELETE,
    },
  })
