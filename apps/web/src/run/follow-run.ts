import type { ApolloClient } from '@apollo/client'
import type { Client } from 'graphql-ws'
import { RunEventsDocument, RunFactsDocument, RunMatrixDocument, RunPageDocument } from '#gql/graphql.ts'
import { eachFrame } from '../live/each-frame.ts'
import { follow } from '../live/follow.ts'
import { isOver } from '../run-state/status.ts'
import { applyRunEvent, type RunEvent, type RunOnPage } from './apply-run-event.ts'

/**
 * Keeps the cached run true until the returned function is called: everything since the cursor at which it was read,
 * then everything that happens. A reconnect resumes after the newest event received, so nothing is missed and nothing
 * is sent twice; and what comes twice changes nothing.
 */
export function followRun(apollo: ApolloClient, socket: Client, id: string): () => void {
  const { cache } = apollo
  const page = { query: RunPageDocument, variables: { id } }
  const read = (): RunOnPage | undefined => cache.readQuery(page)?.run ?? undefined
  let cursor = read()?.cursor

  const frame = eachFrame<RunEvent>((events) => {
    cache.batch({
      update: () => {
        cache.updateQuery(page, (data) => data?.run && { run: events.reduce(applyRunEvent, data.run) })
        for (const event of events) keepMatrix(event)
      },
    })
    if (events.some((event) => event.__typename === 'StatusChanged')) void refreshFacts()
  })

  /** The newest matrix is part of the page; the one of each epoch is what the epoch stepper looks up. */
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

  const stop = follow({
    client: socket,
    document: RunEventsDocument,
    variables: {
      runId: id,
      get after() {
        return cursor
      },
    },
    onData: ({ runEvents: event }) => {
      cursor = event.cursor
      frame.push(event)
    },
    isOver: () => {
      frame.flush()
      const run = read()
      return run !== undefined && isOver(run.status)
    },
  })
  return () => {
    stop()
    frame.flush()
  }
}
