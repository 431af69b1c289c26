import { ApolloClient, ApolloLink, InMemoryCache, Observable } from '@apollo/client'
import { ApolloProvider } from '@apollo/client/react'
import { cleanup, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { typePolicies } from '../src/apollo/cache.ts'
import { SystemView } from '../src/run/system-view.tsx'
import { renderOnPage } from './on-page.tsx'

afterEach(cleanup)

/** A server that has two samples of each of these. */
function serverWith(sampled: readonly string[]) {
  const bucket = { __typename: 'MetricBucket', stepStart: 1, stepEnd: 1, minimum: 5, maximum: 5, mean: 5 }
  const series = (of: string) => ({
    ...{ __typename: 'MetricSeries', name: of },
    buckets: sampled.includes(of) ? [bucket, { ...bucket, stepStart: 6, stepEnd: 6 }] : [],
  })
  const run = Object.fromEntries(
    ['cpu', 'memory', 'gpuUtilisation', 'gpuMemory'].map((of) => [of, series(of)]),
  )
  const link = new ApolloLink(
    () =>
      new Observable((observer) => {
        observer.next({ data: { run: { __typename: 'Run', id: 'r', ...run } } })
        observer.complete()
      }),
  )
  return new ApolloClient({ link, cache: new InMemoryCache({ typePolicies }) })
}

const shown = async (sampled: readonly string[]) => {
  renderOnPage(
    <ApolloProvider client={serverWith(sampled)}>
      <SystemView run={{ id: 'r', name: 'mlp', number: 4, status: 'COMPLETED' }} />
    </ApolloProvider>,
  )
  await screen.findByRole('button', { name: 'Download cpu' })
  return screen.getAllByRole('figure').map((figure) => figure.querySelector('figcaption')?.textContent)
}

test('a graphics card has its charts where it was sampled, and none where there is no card', async () => {
  expect(await shown(['cpu', 'memory'])).toEqual(['CPU % of one core', 'Memory MiB, resident'])
  cleanup()
  expect(await shown(['cpu', 'memory', 'gpuUtilisation', 'gpuMemory'])).toEqual([
    ...['CPU % of one core', 'Memory MiB, resident'],
    ...['GPU % of the time, whoever uses it', 'GPU memory MiB, whoever uses it'],
  ])
  expect(screen.getByRole('button', { name: 'Download gpu memory' })).toBeTruthy()
})
