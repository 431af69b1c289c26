'use client'

import { CartesianGrid, Line, LineChart, ReferenceDot, Tooltip, XAxis, YAxis } from 'recharts'
import { markPath, RunMark } from '../run-state/run-mark.tsx'
import { seriesColour } from '../run-state/series-colour.ts'
import classes from './curve-chart.module.css'
import { epochAxis, scaledAxis } from './epoch-axis.ts'
import { valueAxisOf } from './value-axis.ts'

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
  readonly unit: 'epoch' | 'step'
  readonly end: number
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
export function OverlayChart({ title, series: all, unit, end, format, formatTick, log, lit }: Props) {
  const axis = valueAxisOf(
    all.flatMap(({ points }) => points.map(({ y }) => y)),
    log,
  )
  const series = axis.scale === 'log' ? all.map(aboveZero) : all
  const rows = rowsOf(series)
  return (
    <LineChart
      className={`${classes.chart} ${classes.tall}`}
      responsive
      data={rows}
      margin={{ top: 12, right: 20, bottom: 0, left: 0 }}
      title={title}
    >
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis {...epochAxis(end)} />
      <YAxis tickFormatter={formatTick} {...scaledAxis(axis)} />
      <Tooltip
        isAnimationActive={false}
        cursor={{ stroke: 'var(--line-strong)' }}
        content={({ active, label }) => (
          <OverlayTooltip active={active} at={Number(label)} unit={unit} series={series} format={format} />
        )}
      />
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

type TooltipProps = Pick<Props, 'series' | 'unit' | 'format'> & {
  readonly active: boolean | undefined
  readonly at: number
}

function OverlayTooltip({ active, at, unit, series, format }: TooltipProps) {
  if (!active) return null
  const told = series
    .flatMap(({ points, ...one }) => {
      const point = points.find(({ x }) => x === at)
      return point ? [{ ...one, y: point.y }] : []
    })
    .sort((a, b) => b.y - a.y)
  return (
    <div className={classes.tooltip}>
      <h4>
        {unit === 'epoch' ? 'Epoch' : 'Step'} <span className="number">{at}</span>
      </h4>
      {told.slice(0, MOST_TOLD).map(({ id, name, runNumber, y }) => (
        <div key={id}>
          <RunMark runNumber={runNumber} />
          <span className={classes.label}>{name}</span>
          <span className="number">{format(y)}</span>
        </div>
      ))}
      {told.length > MOST_TOLD && <p className={classes.label}>and {told.length - MOST_TOLD} more</p>}
    </div>
  )
}
