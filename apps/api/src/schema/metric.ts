import type { BucketedMetric, MetricBucket as MetricBucketShape } from '@atelier/db'
import { builder } from './builder.ts'

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

export const MetricSeries = builder.objectRef<BucketedMetric>('MetricSeries').implement({
  description: 'The steps of one metric, drawn together to a number of buckets that a chart can show.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the metric, such as `batch_loss`.' }),
    count: t.exposeInt('count', {
      description: 'Points recorded; 0 for a metric that the run does not have.',
    }),
    buckets: t.field({
      type: [MetricBucket],
      description: 'At most `maxPoints`, in the order of steps.',
      resolve: (series) => series.buckets,
    }),
  }),
})

export type MetricSummaryShape = {
  readonly name: string
  readonly last: number
  readonly minimum: number
  readonly maximum: number
  readonly lastStep: number
}

export const MetricSummary = builder.objectRef<MetricSummaryShape>('MetricSummary').implement({
  description: 'Where one metric of a run stands.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the metric.' }),
    last: t.exposeFloat('last', { description: 'Value at the last step.' }),
    minimum: t.exposeFloat('minimum', { description: 'Smallest value.' }),
    maximum: t.exposeFloat('maximum', { description: 'Largest value.' }),
    lastStep: t.exposeInt('lastStep', { description: 'Last step that has a value.' }),
  }),
})

/** A series before its first point has no summary yet. */
export const summaryOf = (series: {
  readonly name: string
  readonly last: number | null
  readonly minimum: number | null
  readonly maximum: number | null
  readonly lastStep: number | null
}): MetricSummaryShape[] => {
  const { name, last, minimum, maximum, lastStep } = series
  if (last === null || minimum === null || maximum === null || lastStep === null) return []
  return [{ name, last, minimum, maximum, lastStep }]
}

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
