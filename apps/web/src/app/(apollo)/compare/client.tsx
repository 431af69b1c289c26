'use client'

import { skipToken, useSuspenseQuery } from '@apollo/client/react'
import { useQueryState } from 'nuqs'
import { useDeferredValue } from 'react'
import { ComparedRunsDocument } from '#gql/graphql.ts'
import { chosenIds } from '../../../compare/chosen-ids.ts'
import { ComparePage } from '../../../compare/compare-page.tsx'
import { useComparedChanges } from '../../../compare/use-compared-changes.ts'
import { viewParsers } from '../../../compare/view.ts'

/** Reads the chosen runs and keeps them up to date. */
export function CompareClient() {
  const [chosen] = useQueryState('runs', viewParsers.runs)
  // The comparison of before stays until the one with or without a run is there.
  const ids = chosenIds(useDeferredValue(chosen))
  const { data } = useSuspenseQuery(
    ComparedRunsDocument,
    ids.length === 0 ? skipToken : { variables: { ids, first: ids.length } },
  )
  useComparedChanges(ids)
  const found = new Map(data?.runs.edges.map(({ node }) => [node.id, node]))
  const runs = ids.flatMap((id) => found.get(id) ?? [])
  return <ComparePage ids={ids} runs={runs} />
}
