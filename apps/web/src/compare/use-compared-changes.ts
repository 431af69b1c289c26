'use client'

import { useApolloClient } from '@apollo/client/react'
import { useEffect } from 'react'
import type { ComparedRunChangesSubscription as Data } from '#gql/graphql.ts'
import {
  ComparedRunChangesDocument,
  ComparedRunFieldsFragmentDoc,
  ComparedRunsDocument,
} from '#gql/graphql.ts'
import { forgetRun } from '../apollo/forget-run.ts'
import { eachFrame } from '../live/each-frame.ts'
import { followChanges } from '../live/follow-changes.ts'
import { liveClient } from '../live/socket.ts'

type Change = Data['runChanges']

/** Keeps the compared runs up to date: a run changes in place with each of its epochs, a deleted one goes. */
export function useComparedChanges(ids: readonly string[]): void {
  const apollo = useApolloClient()
  const asked = ids.join(',')
  useEffect(() => {
    if (asked === '') return
    const followed = asked.split(',')
    const frame = eachFrame<Change>((changes) =>
      apollo.cache.batch({
        update: (cache) => {
          for (const { kind, run, runId } of changes) {
            if (kind === 'DELETED') forgetRun(cache, runId)
            else if (run)
              cache.writeFragment({
                id: cache.identify({ __typename: 'Run', id: runId }) ?? '',
                fragment: ComparedRunFieldsFragmentDoc,
                fragmentName: 'ComparedRunFields',
                data: run,
              })
          }
        },
      }),
    )
    // The runs themselves say what was missed.
    const refresh = () => {
      const variables = { ids: followed, first: followed.length }
      apollo
        .query({ query: ComparedRunsDocument, variables, fetchPolicy: 'network-only' })
        .catch(() => undefined)
    }
    const stopFollowing = followChanges({
      client: liveClient(),
      document: ComparedRunChangesDocument,
      variables: {},
      onData: ({ runChanges }) => {
        if (followed.includes(runChanges.runId)) frame.push(runChanges)
      },
      look: refresh,
    })
    return () => {
      stopFollowing()
      frame.flush()
    }
  }, [apollo, asked])
}
