import { Prisma } from '../generated/prisma/client.ts'
import type { MetricStatistic } from './condition.ts'
import { metricNamed, parameterOf, statisticColumns } from './condition-sql.ts'

const { sql } = Prisma

export const directions = ['ASC', 'DESC'] as const
export const runOrders = ['CREATED_AT', 'NAME', 'STATUS', 'METRIC', 'PARAMETER'] as const

/** What runs are sorted by; those that do not have it come last, whatever the direction. */
export type RunListOrder = { readonly direction: (typeof directions)[number] } & (
  | { readonly by: 'CREATED_AT' | 'NAME' | 'STATUS' }
  | { readonly by: 'METRIC'; readonly metric: string; readonly statistic: MetricStatistic }
  | { readonly by: 'PARAMETER'; readonly parameter: string }
)

/** Where a page ended: the sorted value, null where the run has none, and the id of its last run. Opaque to clients. */
export type RunPosition = { readonly value: string | null; readonly id: string }

/** Where runs `r` and what they are sorted by are found, and which runs have none of it. */
export type SortedBy = {
  readonly from: Prisma.Sql
  readonly value: Prisma.Sql
  /** The run's id where the index has it. */
  readonly id: Prisma.Sql
  readonly has: Prisma.Sql
  readonly hasNot: Prisma.Sql | null
  /** A position's value in the type of `value`. */
  readonly typed: (value: string) => Prisma.Sql
}

const runs = sql`run r`
const always = sql`true`
const runId = sql`r.id`

/** The parts of the statement that sorts. */
export function sortedBy(order: RunListOrder): SortedBy {
  const plain = { from: runs, id: runId, has: always, hasNot: null }
  switch (order.by) {
    case 'CREATED_AT':
      return { ...plain, value: sql`r.created_at`, typed: (value) => sql`${value}::timestamptz` }
    case 'NAME':
      return { ...plain, value: sql`r.name`, typed: (value) => sql`${value}::text` }
    case 'STATUS':
      return { ...plain, value: sql`r.status`, typed: (value) => sql`${value}::run_status` }
    case 'METRIC': {
      const value = statisticColumns[order.statistic]
      // NaN would otherwise be the largest of all: a training that came to nothing is not the best.
      const known = sql`${metricNamed(order.metric)} AND ${value} <> 'NaN'`
      return {
        ...{ from: sql`metric_series m JOIN run r ON r.id = m.run_id`, id: sql`m.run_id`, value, has: known },
        hasNot: sql`NOT EXISTS (SELECT FROM metric_series m WHERE m.run_id = r.id AND ${known})`,
        typed: (text) => sql`${text}::float8`,
      }
    }
    case 'PARAMETER': {
      const value = sql`nullif(${parameterOf(order.parameter)}, 'null'::jsonb)`
      return {
        ...{ from: runs, id: runId, value, has: sql`${value} IS NOT NULL`, hasNot: sql`${value} IS NULL` },
        typed: (text) => sql`${text}::jsonb`,
      }
    }
  }
}
