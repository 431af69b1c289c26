import type { ComponentType } from 'react'

/**
 * For parts of pages that begin without Apollo: loads a component together with Apollo's client, which it finds around
 * it wherever it is shown.
 */
export function withApollo<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): () => Promise<ComponentType<Props>> {
  return async () => {
    const [Component, { ApolloProvider }] = await Promise.all([load(), import('./provider.tsx')])
    return (props: Props) => (
      <ApolloProvider>
        <Component {...props} />
      </ApolloProvider>
    )
  }
}
