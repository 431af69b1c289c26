import type { Client } from '@atelier/client'
import { Failure } from '../fail.ts'
import { type RunLineFragment, type RunOrder, RunsDocument, type RunsQuery } from '../gql/graphql.ts'
import type { Row } from '../print/table.ts'
import { orderOf } from './run-order.ts'
import { searchFailure } from './search-failure.ts'

const PAGE = 200

/** Options of commands that choose runs. */
export const choosing = {
  filter: {
    type: 'string',
    description: 'A search, such as "status:running accuracy>0.9 tag:baseline cnn" (docs/search.md)',
    valueHint: 'search',
  },
  sort: {
    type: 'string',
    description: 'created, name, status, a metric as loss.min, or param.lr; with :asc or :desc',
    valueHint: 'field',
    default: 'created',
  },
} as const

/** Those runs, all of them in memory. Sorted by what none of them has, this is said on standard error. */
export async function gatherRuns(
  client: Client,
  { filter, sort, limit }: Choice,
): Promise<RunLineFragment[]> {
  const orderBy = orderOf(sort)
  const runs: RunLineFragment[] = []
  for await (const run of findRuns(client, { filter, orderBy, limit })) runs.push(run)
  const [first] = runs
  const missing = first && missingOf(first, orderBy)
  if (missing) process.stderr.write(`None of these runs has ${missing}, by which to sort them.\n`)
  return runs
}

type Choice = { readonly filter: string | undefined; readonly sort: string; readonly limit: number }
type Found = {
  readonly filter: string | undefined
  readonly orderBy: RunOrder
  readonly limit: number
}

/** The first `limit` runs of a search, page by page. @throws Failure where the search cannot be read */
async function* findRuns(
  client: Client,
  { filter, orderBy, limit }: Found,
): AsyncGenerator<RunLineFragment, void, void> {
  let after: string | null = null
  for (let left = limit; left > 0; ) {
    const first = Math.min(left, PAGE)
    const { runs }: RunsQuery = await client.ask(RunsDocument, {
      ...{ search: filter ?? null, orderBy, first, after },
    })
    if (runs.searchError) throw searchFailure(filter ?? '', runs.searchError)
    for (const { node } of runs.edges) yield node
    if (!runs.pageInfo.hasNextPage) return
    left -= runs.edges.length
    after = runs.pageInfo.endCursor
  }
}

/** Runs without what they are sorted by come last: when the first has none, nobody has. */
function missingOf({ summary, parameters }: RunLineFragment, { metric, parameter }: RunOrder): string | null {
  if (typeof metric === 'string')
    return summary.some(({ name }) => name === metric) ? null : `a metric '${metric}'`
  if (typeof parameter === 'string')
    return Object.hasOwn(parameters ?? {}, parameter) ? null : `a parameter '${parameter}'`
  return null
}

/** What a list of runs shows: their results by the metrics that people ask for first. */
export function lineOf(run: RunLineFragment): Row {
  const last = (...names: readonly string[]) =>
    run.summary.find(({ name }) => names.includes(name))?.last ?? null
  return {
    ...{ id: run.id, name: run.name, project: run.project.slug, status: run.status.toLowerCase() },
    ...{ created: run.createdAt, epochs: run.epochsCompleted, tags: run.tags.join(' ') },
    ...{ loss: last('loss'), accuracy: last('val_accuracy', 'accuracy') },
  }
}

/** A run with every hyperparameter and metric in a column of its own. */
export function wideLineOf(run: RunLineFragment): Row {
  const { loss: _, accuracy: __, ...line } = lineOf(run)
  const parameters = Object.entries(run.parameters ?? {}).map(([name, value]) => [
    `parameters.${name}`,
    typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
  ])
  const metrics = run.summary.flatMap(({ name, last, minimum, maximum }) => [
    [`metrics.${name}.last`, last],
    [`metrics.${name}.minimum`, minimum],
    [`metrics.${name}.maximum`, maximum],
  ])
  return { ...line, finished: run.finishedAt, ...Object.fromEntries([...parameters, ...metrics]) }
}

/** @throws Failure when there is no such run */
export function existing<T>(run: T | null, id: string): T {
  if (run === null) throw new Failure(`There is no run ${id}.`)
  return run
}
