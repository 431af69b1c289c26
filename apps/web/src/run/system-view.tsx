'use client'

import { useApolloClient, useQuery } from '@apollo/client/react'
import {
  type RunStatus,
  RunSystemDocument,
  RunSystemPointsDocument,
  type StepBucketsFragment,
} from '#gql/graphql.ts'
import { ChartMenu } from '../charts/chart-menu.tsx'
import { csvOf } from '../charts/csv.ts'
import type { StepPoint } from '../charts/step-trace.tsx'
import { TimeChart } from '../charts/time-chart.tsx'
import { bytes } from '../format/figures.ts'
import { seriesColour } from '../run-state/series-colour.ts'
import { isOver } from '../run-state/status.ts'
import type { RunOnPage } from './apply-run-event.ts'
import classes from './curves.module.css'

/** The worker takes a sample so often. */
const SAMPLED_MS = 5000
const MIB = 2 ** 20

const charts = [
  {
    name: 'system/cpu',
    of: 'cpu',
    title: 'CPU',
    unit: '% of one core',
    scale: 1,
    format: (value: number) => `${value.toFixed(0)}\u00a0%`,
  },
  {
    name: 'system/memory',
    of: 'memory',
    title: 'Memory',
    unit: 'MiB, resident',
    scale: MIB,
    format: (value: number) => bytes(value * MIB),
  },
  {
    name: 'system/gpu_utilisation',
    of: 'gpuUtilisation',
    title: 'GPU',
    unit: '% of the time, whoever uses it',
    scale: 1,
    format: (value: number) => `${value.toFixed(0)}\u00a0%`,
  },
  {
    name: 'system/gpu_memory',
    of: 'gpuMemory',
    title: 'GPU memory',
    unit: 'MiB, whoever uses it',
    scale: MIB,
    format: (value: number) => bytes(value * MIB),
  },
] as const

/** What the process that trains the run takes of its machine, and how busy its graphics card is. */
export function SystemView({ run }: { readonly run: Pick<RunOnPage, 'id' | 'name' | 'number' | 'status'> }) {
  const client = useApolloClient()
  const { data, loading, error } = useQuery(RunSystemDocument, {
    variables: { id: run.id },
    pollInterval: isOver(run.status) ? 0 : SAMPLED_MS,
    fetchPolicy: 'cache-and-network',
  })
  const found = data?.run
  const csv = async (name: string) => {
    const answer = await client.query({ query: RunSystemPointsDocument, variables: { id: run.id, name } })
    const { steps = [], values = [] } = answer.data?.run?.metric.points ?? {}
    return csvOf([['second', name], ...steps.map((step, at) => [step, values[at] ?? null])])
  }
  const sampled = charts.filter(({ of }) => (found?.[of].buckets.length ?? 0) > 0)
  if (!found || sampled.length === 0)
    return (
      <div className={classes.curves}>
        <p className={classes.empty} role={error ? 'alert' : undefined}>
          {loading ? 'Loading' : emptyText(run.status, error !== undefined)}
        </p>
      </div>
    )
  return (
    <div className={classes.curves}>
      {sampled.map(({ name, of, title, unit, scale, format }) => (
        <figure key={name} className={classes.figure}>
          <figcaption>
            <span>
              {title}
              <span className={classes.unit}> {unit}</span>
            </span>
            <div className={classes.tools}>
              <ChartMenu
                {...{ owner: `${run.name} #${run.number}`, chart: title, legend: [] }}
                csv={() => csv(name)}
              />
            </div>
          </figcaption>
          <TimeChart
            title={`${title} over the time since the run began`}
            points={pointsOf(found[of].buckets, scale)}
            colour={seriesColour(run.number)}
            format={format}
          />
        </figure>
      ))}
    </div>
  )
}

const pointsOf = (buckets: StepBucketsFragment['buckets'], scale: number): StepPoint[] =>
  buckets.map(({ stepStart, stepEnd, minimum, maximum, mean }) => ({
    epoch: (stepStart + stepEnd) / 2,
    ...{ low: minimum / scale, high: maximum / scale, mean: mean / scale },
  }))

const emptyText = (status: RunStatus, failed: boolean): string =>
  failed
    ? 'What the machine was busy with could not be loaded.'
    : isOver(status)
      ? 'No sample was taken of its process.'
      : 'The first sample comes a second after the training has begun.'
