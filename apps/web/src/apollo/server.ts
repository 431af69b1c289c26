import { HttpLink } from '@apollo/client'
import { ApolloClient, InMemoryCache, registerApolloClient } from '@apollo/client-integration-nextjs'
import { serverEnv } from '../env.ts'
import { typePolicies } from './cache.ts'

/** The site's own requests to the API while it renders a page: one client a request. */
export const { PreloadQuery, query } = registerApolloClient(
  () =>
    new ApolloClient({
      cache: new InMemoryCache({ typePolicies }),
      link: new HttpLink({ uri: serverEnv().API_URL, fetchOptions: { cache: 'no-store' } }),
    }),
)
