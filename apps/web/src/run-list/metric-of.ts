import type { RunRowFieldsFragment as Row } from '#gql/graphql.ts'
import type { Statistic } from './columns.ts'

const values = {
  last: 'last',
  min: 'minimum',
  max: 'maximum',
} as const satisfies { readonly [S in Statistic]: string }

/** A run's value of a metric; undefined where it has none. */
export function metricOf(run: Pick<Row, 'summary'>, name: string, statistic: Statistic): number | undefined {
  return run.summary.find((metric) => metric.name === name)?.[values[statistic]]
}
