import type { ApolloClient, Reference, StoreObject } from '@apollo/client'
import type { Client } from 'graphql-ws'
import {
  RunEventsDocument,
  RunFactsDocument,
  RunLogDocument,
  RunMatrixDocument,
  RunPageDocument,
} from '#gql/graphql.ts'
import { forgetHistories } from '../apollo/forget-histories.ts'
import { eachFrame } from '../live/each-frame.ts'
import { follow } from '../live/follow.ts'
import { isOver } from '../run-state/status.ts'
import { applyRunEvent, type RunEvent, type RunOnPage } from './apply-run-event.ts'

const endsEpoch = ({ __typename: type }: RunEvent): boolean =>
  type === 'ConfusionMatrixComputed' || type === 'RunRecovered'

/**
 * Keeps the cached run true until the returned function is called: everything since the cursor at which it was read,
 * then everything that happens. A reconnect resumes after the newest event received, so nothing is missed and nothing
 * is sent twice; and what comes twice changes nothing.
 */
export function followRun(apollo: ApolloClient, socket: Client, id: string): () => void {
  const { cache } = apollo
  const page = { query: RunPageDocument, variables: { id } }
  const read = (): RunOnPage | undefined => cache.readQuery(page)?.run ?? undefined
  /** Newest event received, from which a reconnect resumes; and newest event that the cached run holds. */
  let received = read()?.cursor
  let applied = received

  const frame = eachFrame<RunEvent>((events) => {
    applied = events.at(-1)?.cursor
    cache.batch({
      update: () => {
        for (const event of events) if (event.__typename === 'RunRecovered') takeBack(event.lastEpoch)
        cache.updateQuery(page, (data) => data?.run && { run: events.reduce(applyRunEvent, data.run) })
        for (const event of events) keepMatrix(event)
        if (events.some(endsEpoch)) forgetHistories(cache, { __typename: 'Run', id })
        keepLines(events)
      },
    })
    if (events.some(bringsFacts)) void refreshFacts()
  })

  /** The cache upserts epochs: those that are taken back have to be taken out by themselves. */
  const takeBack = (lastEpoch: number) =>
    cache.modify({
      id: cache.identify({ __typename: 'Run', id }) ?? '',
      fields: {
        history: (known: readonly (StoreObject | Reference)[], { readField }) =>
          known.filter((epoch) => Number(readField('index', epoch)) <= lastEpoch),
      },
    })

  /** A line tells of steering, too; a script may write thousands of them, and nobody steers a script from here. */
  const bringsFacts = ({ __typename: type }: RunEvent): boolean =>
    type === 'StatusChanged' || (type === 'LogLine' && read()?.config != null)

  /** Lines go on where those that were read end, once somebody has looked at them. */
  const keepLines = (events: readonly RunEvent[]) =>
    cache.updateQuery({ query: RunLogDocument, variables: { id } }, (data) => {
      if (!data?.run) return
      const { logLines } = data.run
      const known = new Set(logLines.map(({ cursor }) => cursor))
      const newest = logLines.at(-1)?.at ?? ''
      const lines = events.flatMap((event) =>
        event.__typename === 'LogLine' && event.at >= newest && !known.has(event.cursor) ? [event] : [],
      )
      return lines.length === 0 ? undefined : { run: { ...data.run, logLines: [...logLines, ...lines] } }
    })

  /** The newest matrix is part of the page; the one of each epoch is what the slider looks up. */
  const keepMatrix = (event: RunEvent) => {
    if (event.__typename !== 'ConfusionMatrixComputed') return
    const { confusionMatrix } = event
    const variables = { id, epoch: confusionMatrix.epoch }
    // After the last epoch comes a second one, of the test set: it does not take the validation's place.
    const known = cache.readQuery({ query: RunMatrixDocument, variables })?.run?.confusionMatrix
    if (known && known.split !== confusionMatrix.split) return
    cache.writeQuery({
      query: RunMatrixDocument,
      variables,
      data: { run: { __typename: 'Run', id, confusionMatrix } },
    })
  }

  /** A failure leaves the page without a fact or two, which the next change of status asks for again. */
  const refreshFacts = () =>
    apollo
      .query({ query: RunFactsDocument, variables: { id }, fetchPolicy: 'network-only' })
      .catch(() => undefined)

  const subscribe = () =>
    follow({
      client: socket,
      document: RunEventsDocument,
      variables: {
        runId: id,
        get after() {
          return received
        },
      },
      onData: ({ runEvents: event }) => {
        received = event.cursor
        frame.push(event)
      },
      // A run that was deleted meanwhile cannot be followed: the page's own query tells.
      onError: () => void apollo.query({ ...page, fetchPolicy: 'network-only' }).catch(() => undefined),
      isOver: () => {
        frame.flush()
        const run = read()
        return run !== undefined && isOver(run.status)
      },
    })
  let stop = subscribe()

  // A query that was on its way may write the run as it was when the server read it, before or after what came here
  // meanwhile. Its cursor says as of when: from there on, everything is asked for again.
  const unwatch = cache.watch({
    ...page,
    optimistic: false,
    callback: () => {
      const cursor = read()?.cursor
      if (cursor === undefined || cursor === applied) return
      frame.drop()
      received = cursor
      applied = cursor
      stop()
      stop = subscribe()
    },
  })
  return () => {
    unwatch()
    stop()
    frame.flush()
  }
}
