import type { RunOrder } from '../gql/graphql.ts'

/** What runs are sorted by that is no metric and no parameter, and which end comes first unless told. */
const FIELDS = {
  created: { by: 'CREATED_AT', direction: 'DESC' },
  name: { by: 'NAME', direction: 'ASC' },
  status: { by: 'STATUS', direction: 'ASC' },
} as const satisfies Record<string, RunOrder>
const isField = (name: string): name is keyof typeof FIELDS => Object.hasOwn(FIELDS, name)

const STATISTICS = { last: 'LAST', min: 'MINIMUM', max: 'MAXIMUM' } as const

/**
 * What `--sort` says, as the API wants it: a field, `param.NAME`, else a metric with the names of docs/search.md
 * (`val_accuracy`, `loss.min`, `metric.name`), each with `:asc` or `:desc` behind it.
 */
export function orderOf(sort: string): RunOrder {
  const [, what = sort, written] = /^(.*?)(?::(asc|desc))?$/s.exec(sort) ?? []
  const natural = isField(what) ? FIELDS[what] : figureOf(what)
  if (written === undefined) return natural
  return { ...natural, direction: written === 'asc' ? 'ASC' : 'DESC' }
}

function figureOf(what: string): RunOrder {
  const [, parameter] = /^param\.(.+)$/s.exec(what) ?? []
  if (parameter !== undefined) return { by: 'PARAMETER', parameter, direction: 'ASC' }
  const [, written = what] = /^metric\.(.+)$/s.exec(what) ?? []
  const [, metric = written, end = 'last'] = /^(.+)\.(last|min|max)$/s.exec(written) ?? []
  const statistic = end === 'min' || end === 'max' ? STATISTICS[end] : STATISTICS.last
  // The smallest value of a metric is asked for where smaller is better.
  return { by: 'METRIC', metric, statistic, direction: end === 'min' ? 'ASC' : 'DESC' }
}
