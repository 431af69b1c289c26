import type { metricStatistics, RunListOrder, runOrders } from '@atelier/db'
import { limits } from '../limits.ts'
import { builder } from './builder.ts'
import { RunSource, RunStatus } from './enums.ts'
import { badInput } from './paging.ts'

const MetricStatistic = builder.enumType('MetricStatistic', {
  description: 'Which value of a metric stands for the run.',
  values: {
    LAST: { description: 'That of the last step.' },
    MINIMUM: { description: 'The smallest.' },
    MAXIMUM: { description: 'The largest.' },
  } satisfies Record<(typeof metricStatistics)[number], unknown>,
})

const MetricFilter = builder.inputType('MetricFilter', {
  description: 'Runs that have this metric, within the bounds that are given.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the metric, such as `val_accuracy`.' }),
    statistic: t.field({ type: MetricStatistic, description: 'Null: the last value.' }),
    minimum: t.float({ description: 'At least this.' }),
    maximum: t.float({ description: 'At most this.' }),
  }),
})

const ParameterFilter = builder.inputType('ParameterFilter', {
  description: 'Runs that have this parameter, with the value or within the bounds that are given.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Its flat name, such as `optimizer.lr`.' }),
    equals: t.field({ type: 'JSON', description: 'This string, number, truth value or null.' }),
    minimum: t.float({ description: 'A number, at least this.' }),
    maximum: t.float({ description: 'A number, at most this.' }),
  }),
})

export const RunFilter = builder.inputType('RunFilter', {
  description: 'Which runs: all that is given must hold.',
  fields: (t) => ({
    ids: t.idList({
      description: `One of these, at most ${limits.runPageSize}.`,
      validate: { maxLength: limits.runPageSize },
    }),
    status: t.field({ type: [RunStatus], description: 'One of these.' }),
    source: t.field({ type: RunSource, description: 'This one.' }),
    tags: t.stringList({ description: 'All of these.', validate: { maxLength: 100 } }),
    text: t.string({
      description: 'Part of the name or the notes, whatever the case, or the number as `42` or `#42`.',
      validate: { maxLength: 200 },
    }),
    metrics: t.field({ type: [MetricFilter], description: 'All of these.', validate: { maxLength: 100 } }),
    parameters: t.field({
      type: [ParameterFilter],
      description: 'All of these.',
      validate: { maxLength: 100 },
    }),
  }),
})

const RunOrderField = builder.enumType('RunOrderField', {
  description: 'What runs are sorted by.',
  values: {
    CREATED_AT: { description: 'When they were launched.' },
    NAME: { description: 'Their names.' },
    STATUS: { description: 'Their status, in the order of RunStatus.' },
    METRIC: { description: 'A metric, which `metric` names.' },
    PARAMETER: {
      description: 'A parameter, which `parameter` names: text before numbers before truth values.',
    },
  } satisfies Record<(typeof runOrders)[number], unknown>,
})

const Direction = builder.enumType('Direction', {
  description: 'Which end comes first.',
  values: {
    ASC: { description: 'The smallest or oldest.' },
    DESC: { description: 'The largest or newest.' },
  },
})

export const RunOrder = builder.inputType('RunOrder', {
  description:
    'The order of runs; those that are equal follow the order of their launch, those without the metric or parameter come last.',
  fields: (t) => ({
    by: t.field({ type: RunOrderField, required: true, description: 'What they are sorted by.' }),
    metric: t.string({ description: 'The name for METRIC.' }),
    statistic: t.field({
      type: MetricStatistic,
      defaultValue: 'LAST',
      description: 'Which value of the metric; null: LAST.',
    }),
    parameter: t.string({ description: 'The name for PARAMETER.' }),
    direction: t.field({
      type: Direction,
      required: true,
      defaultValue: 'DESC',
      description: 'Which end comes first.',
    }),
  }),
})

/** The order that was asked for. @throws GraphQLError BAD_USER_INPUT for a metric or parameter without a name */
export function orderOf(asked: typeof RunOrder.$inferInput | null | undefined): RunListOrder {
  if (asked == null) return { by: 'CREATED_AT', direction: 'DESC' }
  const { by, direction, metric, parameter, statistic } = asked
  if (by === 'METRIC') {
    if (!metric) throw badInput('orderBy.metric: must be given with METRIC.')
    return { by, direction, metric, statistic: statistic ?? 'LAST' }
  }
  if (by === 'PARAMETER') {
    if (!parameter) throw badInput('orderBy.parameter: must be given with PARAMETER.')
    return { by, direction, parameter }
  }
  return { by, direction }
}
