import type { TypedDocumentNode } from '@apollo/client'
import { addTypenameToDocument } from '@apollo/client/utilities'
import { print } from 'graphql'
import type { Client } from 'graphql-ws'
import { waitToRetry } from './back-off.ts'
import { isRefusal } from './refusal.ts'
import { session } from './session.ts'

export type FollowOptions<Data, Variables extends Record<string, unknown>> = {
  readonly client: Client
  readonly document: TypedDocumentNode<Data, Variables>
  /** Read anew at every (re)connection: a getter in it resumes from where the page is. */
  readonly variables: Variables
  readonly onData: (data: Data) => void
  /** The subscription failed, while the socket holds. It is asked for again in any case. */
  readonly onError?: () => void
  /** The subscription was asked for again while the socket holds: what has no cursor was missed in between. */
  readonly onAgain?: () => void
  /** The server has told everything there is. False asks for the subscription again. */
  readonly isOver?: () => boolean
  /** Waits before the given attempt (from 0) to subscribe again after an error. */
  readonly wait?: (attempt: number) => Promise<void>
}

/**
 * Keeps a subscription alive until the returned function is called. A lost socket is graphql-ws's to reopen, which
 * sends `variables` as they are by then; an error inside the subscription is asked for again here, ever more slowly.
 */
export function follow<Data, Variables extends Record<string, unknown>>({
  client,
  document,
  variables,
  onData,
  onError,
  onAgain,
  isOver = () => false,
  wait = waitToRetry,
}: FollowOptions<Data, Variables>): () => void {
  // With the type names that Apollo adds to its own queries: without them the cache could not read back what came.
  const query = print(addTypenameToDocument(document))
  let stopped = false
  let attempt = 0
  let unsubscribe = () => {}
  const again = () => {
    if (stopped || isOver()) return
    void wait(attempt++).then(() => {
      if (stopped) return
      start()
      onAgain?.()
    })
  }
  const start = () => {
    unsubscribe = client.subscribe<Data>(
      { query, variables },
      {
        next: (result) => {
          if (!result.data) return
          attempt = 0
          onData(result.data)
        },
        error: (error) => {
          if (isRefusal(error)) session.end()
          else if (!stopped) onError?.()
          again()
        },
        complete: again,
      },
    )
  }
  start()
  return () => {
    stopped = true
    unsubscribe()
  }
}
