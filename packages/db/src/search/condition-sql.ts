import { Prisma } from '../generated/prisma/client.ts'
import { LAYER_METRICS } from '../runs/epoch-metrics.ts'
import type { Comparison, Condition, MetricStatistic } from './condition.ts'

const { sql, join } = Prisma

/** PostgreSQL's text holds neither U+0000 nor half a surrogate pair. */
const clean = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD')

const operators: Readonly<Record<Comparison, Prisma.Sql>> = {
  '=': sql`=`,
  '!=': sql`<>`,
  '>=': sql`>=`,
  '<=': sql`<=`,
  '>': sql`>`,
  '<': sql`<`,
}

/** Columns of metric_series. */
export const statisticColumns: Readonly<Record<MetricStatistic, Prisma.Sql>> = {
  LAST: sql`m.last`,
  MINIMUM: sql`m.minimum`,
  MAXIMUM: sql`m.maximum`,
}

/** The series `m` of a name. What its indexes leave out is said as well, so that PostgreSQL may use them. */
export const metricNamed = (name: string): Prisma.Sql =>
  name.startsWith(LAYER_METRICS)
    ? sql`m.name = ${clean(name)}`
    : sql`m.name = ${clean(name)} AND m.name NOT LIKE 'layers/%'`

export const parameterOf = (name: string): Prisma.Sql => sql`r.parameters -> ${clean(name)}::text`

const isColumns = {
  name: sql`r.name`,
  dataset: sql`r.config ->> 'dataset'`,
  preset: sql`r.config -> 'model' ->> 'preset'`,
  project: sql`(SELECT slug FROM project WHERE id = r.project_id)`,
} as const
const counts = { number: sql`r.number`, epochs: sql`r.epochs_completed` } as const
const moments = {
  created: sql`r.created_at`,
  started: sql`r.started_at`,
  finished: sql`r.finished_at`,
} as const

/** A condition on the run `r`. Everything that a person wrote is a parameter of the statement. */
export function conditionSql(condition: Condition): Prisma.Sql {
  switch (condition.kind) {
    case 'all':
      return combined(condition.of, ' AND ', sql`true`)
    case 'any':
      return combined(condition.of, ' OR ', sql`false`)
    case 'not':
      // What is unknown of a run does not hold for it, so its opposite does.
      return sql`NOT coalesce(${conditionSql(condition.of)}, false)`
    case 'status':
      if (condition.in.length === 0) return sql`false`
      return sql`r.status IN (${join(condition.in.map((status) => sql`${status}::run_status`))})`
    case 'source':
      return sql`r.source = ${condition.is}::run_source`
    case 'tag':
      return sql`r.tags @> ARRAY[${clean(condition.is)}::text]`
    case 'text':
      return textSql(condition)
    case 'by':
      return sql`EXISTS (SELECT FROM member p WHERE p.id = r.created_by_id
        AND (p.name ILIKE ${partOf(condition.is)} OR lower(p.email) = lower(${clean(condition.is)})))`
    case 'is':
      return sql`${isColumns[condition.what]} = ${clean(condition.is)}`
    case 'projectId':
      return sql`r.project_id = ${condition.is}::uuid`
    case 'projectIds':
      return projectsSql(condition.in)
    case 'ids':
      return sql`r.id = ANY(${[...condition.in]}::uuid[])`
    case 'count':
      return sql`${counts[condition.of]} ${operators[condition.comparison]} ${condition.value}::float8`
    case 'moment':
      return sql`${moments[condition.of]} ${operators[condition.comparison]} ${condition.value.toISOString()}::timestamptz`
    case 'hasMetric':
      return metricExists(condition.name, sql`m.count > 0`)
    case 'hasParameter':
      return sql`${parameterOf(condition.name)} IS NOT NULL`
    case 'metric': {
      const column = statisticColumns[condition.statistic]
      return metricExists(
        condition.name,
        sql`${column} ${operators[condition.comparison]} ${condition.value}::float8 AND ${column} <> 'NaN'`,
      )
    }
    case 'parameter': {
      const value = parameterOf(condition.name)
      const number = sql`(${value} #>> '{}')::numeric ${operators[condition.comparison]} ${String(condition.value)}::text::numeric`
      return sql`CASE WHEN jsonb_typeof(${value}) = 'number' THEN ${number} ELSE false END`
    }
    case 'parameterIs': {
      const is = typeof condition.is === 'string' ? clean(condition.is) : condition.is
      return sql`r.parameters @> ${JSON.stringify({ [clean(condition.name)]: is })}::jsonb`
    }
  }
}

function combined(of: readonly Condition[], by: ' AND ' | ' OR ', none: Prisma.Sql): Prisma.Sql {
  if (of.length === 0) return none
  return sql`(${join(
    of.map((condition) => conditionSql(condition)),
    by,
  )})`
}

/** LIKE's own signs stand for themselves in what people search. */
const partOf = (text: string): string => `%${clean(text).replace(/[\\%_]/g, '\\$&')}%`

function textSql({ in: where, contains }: Extract<Condition, { kind: 'text' }>): Prisma.Sql {
  const pattern = partOf(contains)
  if (where === 'name') return sql`r.name ILIKE ${pattern}`
  if (where === 'notes') return sql`r.notes ILIKE ${pattern}`
  return sql`(r.name ILIKE ${pattern} OR r.notes ILIKE ${pattern})`
}

/** Named one by one, since PostgreSQL plans by how many runs each of them has. */
function projectsSql([first, ...more]: readonly string[]): Prisma.Sql {
  if (first === undefined) return sql`false`
  if (more.length === 0) return sql`r.project_id = ${first}::uuid`
  return sql`r.project_id = ANY(${[first, ...more]}::uuid[])`
}

const metricExists = (name: string, holds: Prisma.Sql): Prisma.Sql =>
  sql`EXISTS (SELECT FROM metric_series m WHERE m.run_id = r.id AND ${metricNamed(name)} AND ${holds})`
