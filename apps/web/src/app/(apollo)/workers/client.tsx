'use client'

import { useApolloClient, useSuspenseQuery } from '@apollo/client/react'
import { useEffect } from 'react'
import { WorkersDocument } from '#gql/graphql.ts'
import { WorkerTable } from '../../../worker/worker-table.tsx'

/** Workers tell that they live every few seconds; nothing announces it, so the page asks as often. */
const ASK_EVERY_MS = 5_000

export function WorkersClient() {
  const apollo = useApolloClient()
  const { data } = useSuspenseQuery(WorkersDocument)
  useEffect(() => {
    const ask = () => {
      if (document.visibilityState === 'hidden') return
      // The ages on the page show by themselves when no answer comes.
      apollo.query({ query: WorkersDocument, fetchPolicy: 'network-only' }).catch(() => undefined)
    }
    ask()
    const timer = setInterval(ask, ASK_EVERY_MS)
    return () => clearInterval(timer)
  }, [apollo])
  return <WorkerTable workers={data.workers} />
}
