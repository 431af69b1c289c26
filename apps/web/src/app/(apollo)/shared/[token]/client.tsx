'use client'

import { useApolloClient, useSuspenseQuery } from '@apollo/client/react'
import { useEffect, useMemo, useRef } from 'react'
import { SharedComparisonDocument, SharedRunPageDocument } from '#gql/graphql.ts'
import { forgetHistories } from '../../../../apollo/forget-histories.ts'
import { RunColumns } from '../../../../run/run-columns.tsx'
import { RunSourceProvider } from '../../../../run/run-source.tsx'
import { isOver } from '../../../../run-state/status.ts'
import { LinkIsOver } from '../../../../shared/link-is-over.tsx'
import { SharedComparison } from '../../../../shared/shared-comparison.tsx'
import { SharedHeader } from '../../../../shared/shared-header.tsx'
import { sharedSource } from '../../../../shared/shared-source.ts'

/** Strangers have no subscriptions: what trains is asked for again. */
const LOOK_AGAIN_MS = 5_000

/** Asks again while something goes on. */
function useLookAgain(goesOn: boolean, refetch: () => Promise<unknown>): void {
  useEffect(() => {
    if (!goesOn) return
    const timer = setInterval(() => void refetch().catch(() => undefined), LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [goesOn, refetch])
}

/** What was asked for of single images and layers goes on when an epoch is over, or was taken back. */
function useNewHistories(id: string, epoch: number): void {
  const { cache } = useApolloClient()
  const known = useRef(epoch)
  useEffect(() => {
    if (known.current !== epoch) forgetHistories(cache, { __typename: 'SharedRun', id })
    known.current = epoch
  }, [cache, id, epoch])
}

export function SharedRunClient({ token, id }: { readonly token: string; readonly id: string }) {
  const source = useMemo(() => sharedSource(token), [token])
  const { data, refetch } = useSuspenseQuery(SharedRunPageDocument, { variables: { token, id } })
  const run = data.shared?.run
  useLookAgain(run != null && !isOver(run.status), refetch)
  useNewHistories(id, run?.confusionMatrix?.epoch ?? run?.epochsCompleted ?? 0)
  if (!run) return <LinkIsOver />
  return (
    <RunSourceProvider source={source}>
      <SharedHeader run={run} />
      <RunColumns run={run} />
    </RunSourceProvider>
  )
}

export function SharedComparisonClient({ token }: { readonly token: string }) {
  const { data, refetch } = useSuspenseQuery(SharedComparisonDocument, { variables: { token } })
  const runs = data.shared?.runs ?? []
  useLookAgain(
    runs.some((run) => !isOver(run.status)),
    refetch,
  )
  return runs.length === 0 ? <LinkIsOver /> : <SharedComparison runs={runs} />
}
