import {
  findMetricBuckets,
  findMetricPoints,
  findMetricTimes,
  type ListedSummary,
  type Metric,
  type MetricBucket as MetricBucketShape,
  type MetricColumns,
  type MetricPointPage,
  type StepRange,
} from '@atelier/db'
import { limits } from '../limits.ts'
import { builder } from './builder.ts'
import { askedCount } from './paging.ts'

const MetricBucket = builder.objectRef<MetricBucketShape>('MetricBucket').implement({
  description:
    'A stretch of steps of one metric. Its extremes are of every point in it, so none is ever lost.',
  fields: (t) => ({
    stepStart: t.exposeInt('stepStart', { description: 'Its first step, counted over the whole run.' }),
    stepEnd: t.exposeInt('stepEnd', { description: 'Its last step.' }),
    minimum: t.exposeFloat('minimum', { description: 'Smallest value.' }),
    maximum: t.exposeFloat('maximum', { description: 'Largest value.' }),
    mean: t.exposeFloat('mean', { description: 'Mean value.' }),
    last: t.exposeFloat('last', { description: 'Value at its last step.' }),
    count: t.exposeInt('count', { description: 'Points in it.' }),
  }),
})

type ColumnsShape = MetricColumns & { readonly metric: Metric; readonly page: MetricPointPage }

const MetricColumnsType = builder.objectRef<ColumnsShape>('MetricColumns').implement({
  description: 'Points of one metric as they were recorded, in columns: entry i of each is the same point.',
  fields: (t) => ({
    steps: t.intList({
      description: 'Counted over the whole run, ascending.',
      resolve: ({ steps }) => [...steps],
    }),
    values: t.floatList({ description: 'The values at those steps.', resolve: ({ values }) => [...values] }),
    at: t.field({
      type: ['DateTime'],
      description: 'When they were taken.',
      resolve: ({ metric, page }, _args, { db }) => findMetricTimes(db, metric, page),
    }),
    hasNextPage: t.exposeBoolean('hasNextPage', {
      description: 'Whether more follows: ask again after the last of these steps.',
    }),
  }),
})

/** A metric, and of which steps, in how many buckets it is wanted. */
export type MetricSeriesShape = Metric & { readonly maxPoints: number; readonly range: StepRange }

export const MetricSeries = builder.objectRef<MetricSeriesShape>('MetricSeries').implement({
  description: 'The steps of one metric, drawn together to a number of buckets that a chart can show.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the metric, such as `batch_loss`.' }),
    count: t.exposeInt('count', {
      description: 'Points recorded; 0 for a metric that the run does not have.',
    }),
    buckets: t.field({
      type: [MetricBucket],
      // A hundredth of what Run.metric multiplies by its maxPoints.
      complexity: { field: 1, multiplier: 100 },
      description: 'At most `maxPoints`, in the order of steps.',
      resolve: (metric, _args, { db }) => findMetricBuckets(db, metric, metric.maxPoints, metric.range),
    }),
    points: t.field({
      type: MetricColumnsType,
      complexity: ({ first }) => ({
        field: 5 + Math.ceil(askedCount(first, 0) / 100),
        // Each column holds so many.
        multiplier: 1 + Math.ceil(askedCount(first, 0) / 40),
      }),
      description: 'The points themselves, for scripts and exports.',
      args: {
        after: t.arg.int({ description: 'Only steps after this one; null: from the first.' }),
        first: t.arg.int({
          defaultValue: 10_000,
          description: `How many, at most ${limits.metricPoints}.`,
          validate: { min: 0, max: limits.metricPoints },
        }),
      },
      resolve: async (metric, { after, first }, { db }) => {
        const page = { after: after ?? null, first: first ?? 10_000 }
        return { ...(await findMetricPoints(db, metric, page)), metric, page }
      },
    }),
  }),
})

export const MetricSummary = builder.objectRef<ListedSummary>('MetricSummary').implement({
  description: 'Where one metric of a run stands.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the metric.' }),
    last: t.exposeFloat('last', { description: 'Value at the last step.' }),
    minimum: t.exposeFloat('minimum', { description: 'Smallest value.' }),
    maximum: t.exposeFloat('maximum', { description: 'Largest value.' }),
    lastStep: t.exposeInt('lastStep', { description: 'Last step that has a value.' }),
  }),
})

export type MetricPointShape = {
  readonly name: string
  readonly step: number
  readonly value: number
  readonly at: Date
}

export const MetricPoint = builder.objectRef<MetricPointShape>('MetricPoint').implement({
  description: 'One value of one metric.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the metric.' }),
    step: t.exposeInt('step', { description: 'Counted over the whole run.' }),
    value: t.exposeFloat('value', { description: 'The value at that step.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was taken.' }),
  }),
})
