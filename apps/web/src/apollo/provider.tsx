'use client'

import { HttpLink } from '@apollo/client'
import { ApolloClient, ApolloNextAppProvider, InMemoryCache } from '@apollo/client-integration-nextjs'
import type { ReactNode } from 'react'
import { serverEnv } from '../env.ts'
import { typePolicies } from './cache.ts'

const makeClient = () =>
  new ApolloClient({
    cache: new InMemoryCache({ typePolicies }),
    link: new HttpLink({
      uri: typeof window === 'undefined' ? serverEnv().API_URL : '/graphql',
      fetchOptions: { cache: 'no-store' },
    }),
  })

type Props = { readonly nonce: string | undefined; readonly children: ReactNode }

/** One Apollo client for all pages. In the browser it speaks to the server that the page came from. */
export function ApolloProvider({ nonce, children }: Props) {
  return (
    <ApolloNextAppProvider makeClient={makeClient} extraScriptProps={nonce ? { nonce } : {}}>
      {children}
    </ApolloNextAppProvider>
  )
}
