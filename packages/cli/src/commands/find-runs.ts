import type { Client } from '@atelier/client'
import { Failure } from '../fail.ts'
import { type RunLineFragment, type RunOrder, RunsDocument, type RunsQuery } from '../gql/graphql.ts'
import type { Row } from '../print/table.ts'
import { filterOf } from './run-filter.ts'

const PAGE = 200

/** Options of commands that choose runs. */
export const choosing = {
  filter: {
    type: 'string',
    description: 'A search, such as "status:running tag:baseline cnn"',
    valueHint: 'search',
  },
  sort: {
    type: 'string',
    description: 'created, name or status, with :asc or :desc',
    valueHint: 'field',
    default: 'created',
  },
} as const

const FIELDS = { created: 'CREATED_AT', name: 'NAME', status: 'STATUS' } as const
const isField = (name: string): name is keyof typeof FIELDS => Object.hasOwn(FIELDS, name)

/** `name:desc` as the API wants it. @throws Failure for what runs cannot be sorted by */
export function orderOf(sort: string): RunOrder {
  const [, name = sort, written] = /^(.*?)(?::(asc|desc))?$/.exec(sort) ?? []
  if (!isField(name))
    throw new Failure(`--sort must be one of ${Object.keys(FIELDS).join(', ')}, not '${name}'`, 2)
  const direction = written === 'asc' ? 'ASC' : 'DESC'
  const natural = name === 'created' ? 'DESC' : 'ASC'
  return { by: FIELDS[name], direction: written === undefined ? natural : direction }
}

/** Those runs, all of them in memory. */
export async function gatherRuns(...of: Parameters<typeof findRuns>): Promise<RunLineFragment[]> {
  const runs: RunLineFragment[] = []
  for await (const run of findRuns(...of)) runs.push(run)
  return runs
}

/** The first `limit` runs of a search, page by page. */
async function* findRuns(
  client: Client,
  {
    filter,
    sort,
    limit,
  }: { readonly filter: string | undefined; readonly sort: string; readonly limit: number },
): AsyncGenerator<RunLineFragment, void, void> {
  const orderBy = orderOf(sort)
  const asked = filterOf(filter ?? '')
  let after: string | null = null
  for (let left = limit; left > 0; ) {
    const first = Math.min(left, PAGE)
    const { runs }: RunsQuery = await client.ask(RunsDocument, {
      ...{ filter: asked, orderBy, first, after },
    })
    for (const { node } of runs.edges) yield node
    if (!runs.pageInfo.hasNextPage) return
    left -= runs.edges.length
    after = runs.pageInfo.endCursor
  }
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
