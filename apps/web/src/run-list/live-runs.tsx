'use client'

import { useApolloClient, useQuery } from '@apollo/client/react'
import { type RefObject, useLayoutEffect, useState } from 'react'
import { RunsDocument, type RunsQuery, type RunsQueryVariables } from '#gql/graphql.ts'
import { FURTHER_PAGE_SIZE } from './search.ts'
import { useRunChanges } from './use-run-changes.ts'

/** An answer of the API to what a list asks for. */
export type RunList = { readonly variables: RunsQueryVariables; readonly data: RunsQuery }

/** The same once it is kept up to date. */
export type LiveRunList = RunList & {
  /** New runs that are not among them, while the person reads further down. */
  readonly waiting: number
  readonly show: () => void
  readonly more: () => Promise<unknown>
}

type Props = {
  /** What the server sent with the page. */
  readonly first: RunList
  /** What the address asks for. */
  readonly variables: RunsQueryVariables
  readonly scroller: RefObject<HTMLElement | null>
  /** Told with every change of the list; not while the answer to other variables is on its way. */
  readonly onChange: (list: LiveRunList) => unknown
}

/** Each is taken once: a page that is gone back to has it from the router's memory, and by then the cache knows better. */
const taken = new WeakSet<RunList>()

/** Asks for the runs of the address, and keeps them up to date. Shows nothing. */
export function LiveRuns({ first, variables, scroller, onChange }: Props) {
  const apollo = useApolloClient()
  const [begunWith, setBegunWith] = useState<RunList>()
  useLayoutEffect(() => {
    if (!taken.has(first)) apollo.writeQuery({ query: RunsDocument, ...first })
    taken.add(first)
    setBegunWith(first)
  }, [apollo, first])
  const { data, error } = useQuery(RunsDocument, { variables, skip: begunWith !== first })
  if (error) throw error
  const { waiting, show } = useRunChanges(variables, scroller, first)
  useLayoutEffect(() => {
    if (!data) return
    // Into the cache, from which the list reads.
    const more = () =>
      apollo.query({
        query: RunsDocument,
        variables: { ...variables, first: FURTHER_PAGE_SIZE, after: data.runs.pageInfo.endCursor },
        fetchPolicy: 'network-only',
      })
    onChange({ variables, data, waiting, show, more })
  }, [apollo, variables, data, waiting, show, onChange])
  return null
}
