'use client'

import { useRef } from 'react'
import { CartesianGrid, Line, LineChart, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts'
import { learningRate } from '../format/figures.ts'
import classes from './curve-chart.module.css'
import { epochAxis, pinning, valueAxis } from './epoch-axis.ts'
import type { EpochView } from './epoch-view.ts'
import { rowsInView, valuesInView } from './in-view.ts'
import { rateAxis } from './rate-axis.ts'
import { type Plot, PlotProbe, ZoomSurface } from './zoom-surface.tsx'

type RateEpoch = { readonly index: number; readonly learningRate: number }

type Props = {
  readonly history: readonly RateEpoch[]
  readonly colour: string
  readonly view: EpochView
}

/** The learning rate at the end of each epoch, under the cursor that all charts of the page share. */
export function RateChart({ history, colour, view }: Props) {
  const { end, zoom, pinned } = view
  const plot = useRef<Plot | null>(null)
  const all = history.map((epoch) => ({ epoch: epoch.index, rate: epoch.learningRate }))
  const rows = zoom ? rowsInView(all, zoom) : all
  const points = rows.map(({ epoch, rate }) => [epoch, rate] as const)
  const { scale, ticks } = rateAxis(zoom ? valuesInView(points, zoom) : rows.map(({ rate }) => rate))
  return (
    <ZoomSurface plot={plot} onZoom={view.onZoom}>
      <LineChart
        className={`${classes.chart} ${classes.low}`}
        responsive
        data={rows}
        syncId="epochs"
        syncMethod="value"
        margin={{ top: 12, right: 20, bottom: 0, left: 0 }}
        title="Learning rate by epoch"
        onClick={pinning(pinned, view.onPin)}
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis {...epochAxis(end, zoom)} />
        <YAxis
          scale={scale}
          tickFormatter={scale === 'log' || (ticks.at(-1) ?? 1) < 0.01 ? exponential : learningRate}
          allowDataOverflow={zoom !== null}
          {...valueAxis(ticks)}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--line-strong)' }}
          content={({ active, payload }) => <RateTooltip active={active} row={payload?.[0]?.payload} />}
        />
        {pinned !== null && <ReferenceLine x={pinned} stroke="var(--accent)" strokeDasharray="3 3" />}
        <PlotProbe plot={plot} />
        <Line
          dataKey="rate"
          name="learning rate"
          isAnimationActive={false}
          strokeLinecap="round"
          stroke={colour}
          strokeWidth={2}
          dot={rows.length <= 12 ? { r: 2.5, fill: colour, strokeWidth: 0 } : false}
          activeDot={{ r: 3.5, fill: colour, strokeWidth: 0 }}
        />
      </LineChart>
    </ZoomSurface>
  )
}

type Row = { readonly epoch: number; readonly rate: number }

function RateTooltip({ active, row }: { readonly active: boolean; readonly row: Row | undefined }) {
  if (!active || !row) return null
  return (
    <div className={classes.tooltip}>
      <h4>
        Epoch <span className="number">{row.epoch}</span>
      </h4>
      <div>
        <span className={classes.label}>learning rate</span>
        <span className="number">{learningRate(row.rate)}</span>
      </div>
    </div>
  )
}

/** `1e-4`, `7.5e-4`, which fit beside the axis. */
const exponential = (rate: number): string =>
  rate === 0 ? '0' : Number(rate.toPrecision(3)).toExponential().replace('e+', 'e')
