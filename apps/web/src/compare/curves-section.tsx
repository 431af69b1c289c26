'use client'

import { useQuery } from '@apollo/client/react'
import { Select, Switch } from '@mantine/core'
import { useEffect } from 'react'
import { ComparedMetricDocument } from '#gql/graphql.ts'
import { ChartMenu } from '../charts/chart-menu.tsx'
import { csvOf } from '../charts/csv.ts'
import { axisEnd } from '../charts/curve-rows.ts'
import { OverlayChart, type Series } from '../charts/overlay-chart.tsx'
import type { Zoom } from '../charts/zoom.ts'
import { loss } from '../format/figures.ts'
import { useCurveZoom } from '../run/use-curve-zoom.ts'
import { ZoomTools } from '../run/zoom-tools.tsx'
import { seriesColour } from '../run-state/series-colour.ts'
import { isOver } from '../run-state/status.ts'
import classes from './compare.module.css'
import {
  type FiguredRun,
  isByEpoch,
  isShare,
  metricNames,
  metricTitle,
  pointsByEpoch,
} from './run-figures.ts'
import { Section } from './section.tsx'

/** How the curves are looked at. */
type View = { readonly metric: string; readonly log: boolean; readonly zoom: Zoom | null }

type Props = {
  readonly runs: readonly FiguredRun[]
  readonly view: View
  readonly onView: (change: Partial<View>) => unknown
  readonly lit: string | null
}

/** The chosen metric of every run over one another. */
export function CurvesSection({ runs, view, onView, lit }: Props) {
  const { metric, log } = view
  const byEpoch = isByEpoch(metric)
  const logged = useLoggedSeries(runs, byEpoch ? null : metric)
  const share = isShare(metric)
  const recorded: Series[] = runs.map((run) => ({
    id: run.id,
    name: `${run.name} #${run.number}`,
    runNumber: run.number,
    points: byEpoch ? pointsByEpoch(run, metric) : (logged.get(run.id) ?? []),
  }))
  const series = share ? recorded.map(inPercent) : recorded
  const last = Math.max(1, ...series.map(({ points }) => points.at(-1)?.x ?? 1))
  const planned = Math.max(...runs.map((run) => run.epochsPlanned))
  const over = runs.every((run) => isOver(run.status))
  const unit = byEpoch ? 'epoch' : 'step'
  const end = byEpoch ? axisEnd(last, planned, over) : Math.max(2, last)
  const onZoom = (zoom: Zoom | null) => onView({ zoom })
  const { zoom, choose, closer, further } = useCurveZoom({
    ...{ end, steps: null, zoom: view.zoom, onZoom, pinned: null },
  })
  return (
    <Section
      title="Curves"
      tools={
        <>
          {!share && (
            <Switch
              size="xs"
              label="log scale"
              checked={log}
              onChange={({ currentTarget }) => onView({ log: currentTarget.checked })}
            />
          )}
          <Select
            aria-label="Metric"
            data={metricNames(runs).map((name) => ({ value: name, label: metricTitle(name) }))}
            value={metric}
            allowDeselect={false}
            searchable
            onChange={(name) => {
              if (name === null) return
              // Steps are no epochs: what was chosen of one axis says nothing of the other.
              onView({ metric: name, ...(isByEpoch(name) !== byEpoch && { zoom: null }) })
            }}
          />
        </>
      }
    >
      <figure className={classes.figure}>
        <figcaption>
          {metricTitle(metric)}
          {share && <span className={classes.unit}> %</span>}
          <span className={classes.unit}> by {unit}</span>
          {series.some(({ points }) => points.length > 0) && (
            <div className={classes.tools}>
              <ZoomTools {...{ zoom, end, unit }} onZoom={choose} onCloser={closer} onFurther={further} />
              <ChartMenu
                owner={runs.length === 1 ? (series[0]?.name ?? '') : `${runs.length} runs`}
                chart={metricTitle(metric)}
                legend={series.map((one) => ({ label: one.name, colour: seriesColour(one.runNumber) }))}
                csv={() => csvOf(seriesTable(recorded, unit))}
              />
            </div>
          )}
        </figcaption>
        {series.some(({ points }) => points.length > 0) ? (
          <OverlayChart
            title={`${metricTitle(metric)} of ${runs.length} runs by ${unit}`}
            series={series}
            unit={unit}
            end={end}
            zoom={zoom}
            onZoom={choose}
            format={share ? (value) => `${value.toFixed(2)}\u00a0%` : loss}
            formatTick={(value) => String(Number(value.toPrecision(4)))}
            log={log && !share}
            lit={lit}
          />
        ) : (
          <p className={classes.empty}>None of these runs has a value yet</p>
        )}
      </figure>
    </Section>
  )
}

const inPercent = (series: Series): Series => ({
  ...series,
  points: series.points.map(({ x, y }) => ({ x, y: y * 100 })),
})

/** One row for each place on the axis, one column for each run; values as they were recorded. */
function seriesTable(series: readonly Series[], unit: string) {
  const places = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b)
  const values = series.map(({ points }) => new Map(points.map(({ x, y }) => [x, y])))
  return [
    [unit, ...series.map(({ name }) => name)],
    ...places.map((place) => [place, ...values.map((of) => of.get(place) ?? null)]),
  ]
}

/** A metric that only steps have, drawn together; asked for again when a run has got further. */
function useLoggedSeries(runs: readonly FiguredRun[], name: string | null) {
  const ids = runs.map(({ id }) => id)
  const { data, refetch } = useQuery(ComparedMetricDocument, {
    variables: { ids, first: ids.length, name: name ?? '' },
    skip: name === null,
  })
  const epochs = runs.reduce((sum, run) => sum + run.epochsCompleted, 0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a further epoch is what asks again
  useEffect(() => {
    if (name !== null) refetch().catch(() => undefined)
  }, [name, epochs])
  return new Map(
    data?.runs.edges.map(({ node }) => [
      node.id,
      node.metric.buckets.map(({ stepEnd, mean }) => ({ x: stepEnd, y: mean })),
    ]),
  )
}
