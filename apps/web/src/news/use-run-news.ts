'use client'

import { useApolloClient } from '@apollo/client/react'
import { useEffect, useEffectEvent, useState } from 'react'
import {
  NewsOfRunsDocument,
  type NewsRunFragment as NewsRun,
  RunNewsDocument,
  UnderwayRunsDocument,
} from '#gql/graphql.ts'
import { followChanges } from '../live/follow-changes.ts'
import { liveClient } from '../live/socket.ts'
import { takeNews, type Underway } from './underway.ts'

const none: Underway = new Map()

/**
 * The workspace's runs that are not over, for as long as the page is open; each that ends meanwhile is told once, also
 * when it ended while the connection was away.
 */
export function useRunNews(onEnded: (run: NewsRun) => void): Underway {
  const apollo = useApolloClient()
  const [shown, setShown] = useState(none)
  const tell = useEffectEvent(onEnded)
  useEffect(() => {
    let underway = none
    let left = false
    /** What is told while a look is under way is newer than what the look finds. */
    let heard = new Set<string>()
    const take = (change: Parameters<typeof takeNews>[1]) => {
      const taken = takeNews(underway, change)
      underway = taken.underway
      setShown(underway)
      if (taken.ended) tell(taken.ended)
    }
    /** What news may have been missed: which runs are underway now, and how those ended that were. */
    const look = async () => {
      const since = new Set<string>()
      heard = since
      try {
        const now = await apollo.query({ query: UnderwayRunsDocument, fetchPolicy: 'no-cache' })
        const found = (now.data?.runs.edges ?? []).map(({ node }) => node)
        const gone = [...underway.keys()].filter((id) => !found.some((run) => run.id === id))
        const ended =
          gone.length === 0
            ? []
            : await apollo
                .query({ query: NewsOfRunsDocument, variables: { ids: gone }, fetchPolicy: 'no-cache' })
                .then(({ data }) => (data?.runs.edges ?? []).map(({ node }) => node))
        if (left || heard !== since) return
        for (const run of [...found, ...ended]) if (!since.has(run.id)) take({ runId: run.id, run })
        for (const runId of gone) if (underway.has(runId) && !since.has(runId)) take({ runId })
      } catch {
        // The next connection looks again.
      }
    }
    const stopFollowing = followChanges({
      client: liveClient(),
      document: RunNewsDocument,
      variables: {},
      onData: ({ runChanges }) => {
        heard.add(runChanges.runId)
        take(runChanges)
      },
      look: () => void look(),
    })
    return () => {
      left = true
      stopFollowing()
    }
  }, [apollo])
  return shown
}
