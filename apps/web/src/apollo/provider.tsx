'use client'

import { ApolloLink, HttpLink } from '@apollo/client'
import { CombinedGraphQLErrors } from '@apollo/client/errors'
import { ErrorLink } from '@apollo/client/link/error'
import { ApolloClient, ApolloNextAppProvider, InMemoryCache } from '@apollo/client-integration-nextjs'
import { OperationTypeNode } from 'graphql'
import type { ReactNode } from 'react'
import { from, mergeMap } from 'rxjs'
import { serverEnv } from '../env.ts'
import { isRefusal } from '../live/refusal.ts'
import { session, whenKnown } from '../live/session.ts'
import { workspaceHeaders } from '../workspace/place.ts'
import { typePolicies } from './cache.ts'

const makeClient = () =>
  new ApolloClient({
    cache: new InMemoryCache({ typePolicies }),
    link: ApolloLink.from([
      noticeRefusals,
      new HttpLink({
        uri: typeof window === 'undefined' ? serverEnv().API_URL : '/graphql',
        fetchOptions: { cache: 'no-store' },
        headers: workspaceHeaders(),
      }),
    ]),
  })

/**
 * The person is told once, by the notice, and not by every request that fails meanwhile. What the page reads waits for
 * them to sign in again and is then asked for once more; what they wanted to change fails at once, and says so.
 */
const noticeRefusals = new ErrorLink(({ error, operation, forward }) => {
  if (typeof window === 'undefined' || !CombinedGraphQLErrors.is(error) || !isRefusal(error.errors)) return
  session.end()
  if (operation.operationType === OperationTypeNode.QUERY)
    return from(whenKnown()).pipe(mergeMap(() => forward(operation)))
})

type Props = {
  /** For the scripts by which the server hands on what it has read; none where it reads nothing. */
  readonly nonce?: string | undefined
  readonly children: ReactNode
}

/**
 * Apollo's client for what is inside: in the browser one and the same, wherever it stands. It speaks to the server that
 * the page came from.
 */
export function ApolloProvider({ nonce, children }: Props) {
  return (
    <ApolloNextAppProvider makeClient={makeClient} extraScriptProps={nonce ? { nonce } : {}}>
      {children}
    </ApolloNextAppProvider>
  )
}
