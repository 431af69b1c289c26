'use client'

import { useApolloClient } from '@apollo/client/react'
import { type RefObject, useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'
import type { RunChangesSubscription as Data, RunsQueryVariables } from '#gql/graphql.ts'
import { RunChangesDocument, RunRowFieldsFragmentDoc, RunsDocument } from '#gql/graphql.ts'
import { forgetRun } from '../apollo/forget-run.ts'
import { eachFrame } from '../live/each-frame.ts'
import { followChanges } from '../live/follow-changes.ts'
import { liveClient } from '../live/socket.ts'
import { TOP_PX } from './use-rows-in-view.ts'

type Change = Data['runChanges']

/** A burst of news asks once. */
const REFRESH_AFTER_MS = 300

/**
 * Keeps the listed runs up to date. Known rows change in place; what adds or removes rows asks for the list again,
 * except new runs while the person reads further down: those wait, counted, until `show` is called.
 * @param since what the server sent with the page; what happened while it was on its way is looked for
 */
export function useRunChanges(
  variables: RunsQueryVariables,
  scroller: RefObject<HTMLElement | null>,
  since: unknown,
) {
  const apollo = useApolloClient()
  const [waiting, setWaiting] = useState(0)

  /** Changes seen so far: an answer that was on its way while one came may be older than it. */
  const seen = useRef(0)

  const isAtTop = () => (scroller.current?.scrollTop ?? 0) < TOP_PX

  const refresh = useEffectEvent(async (refreshSoon: () => void, signal: AbortSignal) => {
    // Further down a list that is asked for again, as for a run that was deleted, says nothing of the new ones above.
    if (isAtTop()) setWaiting(0)
    const before = seen.current
    const context = { fetchOptions: { signal } }
    try {
      const query = { query: RunsDocument, variables, context }
      await apollo.query({ ...query, fetchPolicy: 'network-only' })
      if (seen.current !== before && !signal.aborted) refreshSoon()
    } catch {
      // A failed refresh leaves the list as it was; the next change or reconnect asks again.
    }
  })

  const take = useEffectEvent((changes: readonly Change[], refreshSoon: () => void) => {
    let moved = false
    seen.current += changes.length
    apollo.cache.batch({
      update: (cache) => {
        for (const { kind, run, runId } of changes) {
          if (kind === 'DELETED') forgetRun(cache, runId)
          else if (run) {
            const row = {
              id: cache.identify({ __typename: run.__typename, id: run.id }) ?? '',
              fragment: RunRowFieldsFragmentDoc,
              fragmentName: 'RunRowFields',
            }
            if (cache.readFragment(row)?.status !== run.status) moved = true
            cache.writeFragment({ ...row, data: run })
          }
        }
      },
    })
    const created = changes.filter((change) => change.kind === 'CREATED').length
    const elsewhere =
      changes.some((change) => change.kind === 'DELETED') ||
      (moved && (variables.filter?.status || variables.search))
    if (elsewhere || (created > 0 && isAtTop())) refreshSoon()
    else if (created > 0) setWaiting((before) => before + created)
  })

  // biome-ignore lint/correctness/useExhaustiveDependencies: with what the server sends anew it begins anew
  useEffect(() => {
    const leaving = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const refreshSoon = () => {
      clearTimeout(timer)
      timer = setTimeout(() => void refresh(refreshSoon, leaving.signal), REFRESH_AFTER_MS)
    }
    const frame = eachFrame<Change>((changes) => take(changes, refreshSoon))
    const stopFollowing = followChanges({
      client: liveClient(),
      document: RunChangesDocument,
      variables: { projectId: variables.projectId },
      onData: ({ runChanges }) => frame.push(runChanges),
      // The list itself says what was missed.
      look: refreshSoon,
    })
    return () => {
      stopFollowing()
      frame.flush()
      clearTimeout(timer)
      leaving.abort()
    }
  }, [variables.projectId, since])

  const show = useCallback(() => {
    scroller.current?.scrollTo({ top: 0 })
    setWaiting(0)
    apollo.query({ query: RunsDocument, variables, fetchPolicy: 'network-only' }).catch(() => undefined)
  }, [apollo, variables, scroller])
  return { waiting, show }
}
