'use client'

import { useRef } from 'react'
import { Line, LineChart, ReferenceDot } from 'recharts'
import { count } from '../format/figures.ts'
import { markPath, RunMark } from '../run-state/run-mark.tsx'
import { seriesColour } from '../run-state/series-colour.ts'
import { ChartFrame } from './chart-frame.tsx'
import type { Told } from './chart-tooltip.tsx'
import classes from './curve-chart.module.css'
import { epochAxis, lowMargins, scaledAxis } from './epoch-axis.ts'
import { valuesInView } from './in-view.ts'
import { valueAxisOf } from './value-axis.ts'
import type { Zoom, ZoomUnit } from './zoom.ts'
import { type Plot, PlotProbe, ZoomSurface } from './zoom-surface.tsx'

export type Series = {
  readonly id: string
  readonly name: string
  /** Decides its colour and mark. */
  readonly runNumber: number
  readonly points: readonly { readonly x: number; readonly y: number }[]
}

type Props = {
  readonly title: string
  readonly series: readonly Series[]
  /** What x counts. */
  readonly unit: ZoomUnit
  readonly end: number
  /** The stretch of the axis that is shown; null: everything. */
  readonly zoom: Zoom | null
  readonly onZoom: (zoom: Zoom | null) => unknown
  readonly format: (value: number) => string
  readonly formatTick: (value: number) => string
  /** Whether its values stand on a logarithmic axis; those at or below zero are left out. */
  readonly log: boolean
  /** The series that stands out. */
  readonly lit: string | null
}

/** So many values the tooltip tells, the highest first. */
const MOST_TOLD = 12

/** One curve a run over the same axis, each ending in the run's mark. */
export function OverlayChart(props: Props) {
  const { title, series: all, unit, end, zoom, onZoom, format, formatTick, log, lit } = props
  const plot = useRef<Plot | null>(null)
  const shown = zoom ?? { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
  const axis = valueAxisOf(
    all.flatMap(({ points }) =>
      valuesInView(
        points.map(({ x, y }) => [x, y]),
        shown,
      ),
    ),
    log,
  )
  const series = axis.scale === 'log' ? all.map(aboveZero) : all
  const rows = rowsOf(series)
  return (
    <ZoomSurface plot={plot} onZoom={onZoom}>
      <LineChart
        className={`${classes.chart} ${classes.tall}`}
        responsive
        data={rows}
        margin={lowMargins}
        title={title}
      >
        <ChartFrame<Row>
          x={epochAxis(end, zoom)}
          y={{ ...scaledAxis(axis), tickFormatter: formatTick, allowDataOverflow: zoom !== null }}
          tell={(row) => tellRuns(row, series, unit, format)}
        />
        <PlotProbe plot={plot} />
        {series.map(({ id, name, runNumber }) => (
          <Line
            key={id}
            dataKey={(row: Row) => row.values.get(id)}
            name={name}
            isAnimationActive={false}
            connectNulls
            strokeLinecap="round"
            stroke={seriesColour(runNumber)}
            strokeWidth={lit === id ? 3 : 1.75}
            opacity={lit === null || lit === id ? 1 : 0.25}
            dot={false}
            activeDot={{ r: 3, fill: seriesColour(runNumber), strokeWidth: 0 }}
          />
        ))}
        {series.map(({ id, runNumber, points }) => {
          const last = points.at(-1)
          return (
            last && (
              <ReferenceDot
                key={id}
                x={last.x}
                y={last.y}
                shape={({ cx = 0, cy = 0 }) => (
                  <path
                    d={markPath(runNumber, cx, cy, 4)}
                    fill={seriesColour(runNumber)}
                    stroke="var(--page)"
                    opacity={lit === null || lit === id ? 1 : 0.25}
                  />
                )}
              />
            )
          )
        })}
      </LineChart>
    </ZoomSurface>
  )
}

const aboveZero = (series: Series): Series => ({
  ...series,
  points: series.points.filter(({ y }) => y > 0),
})

type Row = { readonly epoch: number; readonly values: Map<string, number> }

function rowsOf(series: readonly Series[]): Row[] {
  const rows = new Map<number, Row>()
  for (const { id, points } of series)
    for (const { x, y } of points) {
      const row = rows.get(x) ?? { epoch: x, values: new Map() }
      row.values.set(id, y)
      rows.set(x, row)
    }
  return [...rows.values()].sort((a, b) => a.epoch - b.epoch)
}

/** The runs' values at a place, the highest first. */
function tellRuns(
  { epoch: at, values }: Row,
  series: readonly Series[],
  unit: ZoomUnit,
  format: Props['format'],
): Told {
  const told = series
    .flatMap(({ id, name, runNumber }) => {
      const value = values.get(id)
      return value === undefined ? [] : [{ id, name, runNumber, value }]
    })
    .sort((a, b) => b.value - a.value)
  return {
    title: (
      <>
        {unit === 'epoch' ? 'Epoch' : 'Step'} <span className="number">{count(at)}</span>
      </>
    ),
    lines: told.slice(0, MOST_TOLD).map(({ id, name, runNumber, value }) => ({
      mark: <RunMark runNumber={runNumber} />,
      ...{ id, label: name, value: format(value) },
    })),
    more: told.length > MOST_TOLD ? `and ${told.length - MOST_TOLD} more` : undefined,
  }
}
