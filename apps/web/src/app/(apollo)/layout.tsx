import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { ApolloProvider } from '../../apollo/provider.tsx'

/** Pages that read through Apollo from their first moment on, on the server too. */
export default async function Layout({ children }: { readonly children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? undefined
  return <ApolloProvider nonce={nonce}>{children}</ApolloProvider>
}
