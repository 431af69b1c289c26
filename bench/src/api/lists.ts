import { KeepAliveClient } from './keep-alive-client.ts'
import { atMost, percentile, type Row } from './row.ts'
import { seedRuns } from './seed-runs.ts'
import type { BenchServer } from './server.ts'

const RUNS = 100_000
const ALL_RUNS = 10_000
const PAGE = 1_000
const REPEATS = 60

const query = `query ($projectId: ID, $search: String, $filter: RunFilter, $orderBy: RunOrder, $first: Int!, $after: String) {
  runs(projectId: $projectId, search: $search, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node { id number name status tags parameters summary { name last minimum maximum } } }
  }
}`

/** First pages of a long list, sorted and filtered, and all pages of a shorter one. */
export async function measureLists({ address, databaseUrl }: BenchServer): Promise<Row[]> {
  const many = await seedRuns(databaseUrl, 'many-runs', RUNS)
  const some = await seedRuns(databaseUrl, 'all-runs', ALL_RUNS)
  const client = new KeepAliveClient(address)
  const ask = (variables: object) => client.send(JSON.stringify({ query, variables }))
  const first = async (variables: (round: number) => object): Promise<number> => {
    const times: number[] = []
    for (let round = -5; round < REPEATS; round += 1) {
      const start = performance.now()
      const answer = await ask({ projectId: many, first: 100, ...variables(round) })
      if (round >= 0) times.push(performance.now() - start)
      if (pageOf(answer).edges.length !== 100) throw new Error(`not a page of 100: ${answer.slice(0, 500)}`)
    }
    return percentile(times, 0.95)
  }
  try {
    const sorted = await first((round) => ({
      orderBy: { by: 'METRIC', metric: round % 2 === 0 ? 'val_accuracy' : 'loss', direction: 'DESC' },
    }))
    const filtered = await first((round) => ({
      filter: {
        metrics: [{ name: 'val_accuracy', minimum: 0.7 + 0.01 * (Math.abs(round) % 10) }],
        parameters: [{ name: 'lr', equals: 0.001 }],
      },
    }))
    const searched = await first((round) => ({
      search: `metric.val_accuracy>0.${7 + (Math.abs(round) % 2)} param.lr=0.001`,
    }))
    const start = performance.now()
    const seen = new Set<string>()
    for (let after: string | null = null, more = true; more; ) {
      const { edges, pageInfo } = pageOf(await ask({ projectId: some, first: PAGE, after }))
      for (const { node } of edges) seen.add(node.id)
      after = pageInfo.endCursor
      more = pageInfo.hasNextPage
    }
    const paging = (performance.now() - start) / 1000
    if (seen.size !== ALL_RUNS) throw new Error(`${seen.size} of ${ALL_RUNS} runs were on the pages`)
    return [
      atMost('first 100 of 100,000 runs, sorted by a metric, p95', sorted, 'ms', 30),
      atMost('first 100 of 100,000 runs, filtered by metric and parameter, p95', filtered, 'ms', 30),
      atMost('the same as a search string, p95', searched, 'ms', 30),
      atMost('all 10,000 runs, 1,000 a page', paging, 's', 1.5),
    ]
  } finally {
    client.close()
  }
}

type Page = {
  readonly edges: readonly { readonly node: { readonly id: string } }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string }
}

function pageOf(answer: string): Page {
  const { data, errors }: { data?: { runs: Page }; errors?: unknown } = JSON.parse(answer)
  if (!data) throw new Error(`the API answered: ${JSON.stringify(errors)}`)
  return data.runs
}
