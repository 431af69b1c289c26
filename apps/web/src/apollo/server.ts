import { HttpLink } from '@apollo/client'
import { ApolloClient, InMemoryCache, registerApolloClient } from '@apollo/client-integration-nextjs'
import { headers } from 'next/headers'
import { serverEnv } from '../env.ts'
import { typePolicies } from './cache.ts'

/** The site's own requests to the API while it renders a page: one client a request, which asks as the visitor. */
export const { PreloadQuery, query } = registerApolloClient(async () => {
  const cookie = (await headers()).get('cookie')
  return new ApolloClient({
    cache: new InMemoryCache({ typePolicies }),
    link: new HttpLink({
      uri: serverEnv().API_URL,
      headers: cookie === null ? {} : { cookie },
      fetchOptions: { cache: 'no-store' },
    }),
  })
})
