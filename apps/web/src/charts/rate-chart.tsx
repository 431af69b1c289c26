'use client'

import { useRef } from 'react'
import { Line, LineChart, ReferenceLine } from 'recharts'
import { learningRate } from '../format/figures.ts'
import { ChartFrame } from './chart-frame.tsx'
import { epochTitle } from './chart-tooltip.tsx'
import classes from './curve-chart.module.css'
import { epochAxis, lowMargins, pinning, valueAxis } from './epoch-axis.ts'
import type { EpochView } from './epoch-view.ts'
import { rowsInView, valuesInView } from './in-view.ts'
import { rateAxis } from './rate-axis.ts'
import { type Plot, PlotProbe, ZoomSurface } from './zoom-surface.tsx'

/** Above the highest tick, as its share; the same in pixels over some four decades. */
const HEADROOM = 1.04

type RateEpoch = { readonly index: number; readonly learningRate: number }

type Props = {
  readonly history: readonly RateEpoch[]
  readonly colour: string
  readonly view: EpochView
}

type Row = { readonly epoch: number; readonly rate: number }

/** The learning rate at the end of each epoch, under the cursor that all charts of the page share. */
export function RateChart({ history, colour, view }: Props) {
  const { end, zoom, pinned } = view
  const plot = useRef<Plot | null>(null)
  const all: Row[] = history.map((epoch) => ({ epoch: epoch.index, rate: epoch.learningRate }))
  const rows = zoom ? rowsInView(all, zoom) : all
  const points = rows.map(({ epoch, rate }) => [epoch, rate] as const)
  const { scale, ticks } = rateAxis(zoom ? valuesInView(points, zoom) : rows.map(({ rate }) => rate))
  const [lowest = 0, highest = 1] = [ticks[0], ticks.at(-1)]
  const exponents = scale === 'log' || (ticks.at(-1) ?? 1) < 0.01
  return (
    <ZoomSurface plot={plot} onZoom={view.onZoom}>
      <LineChart
        className={`${classes.chart} ${classes.low}`}
        responsive
        data={rows}
        syncId="epochs"
        syncMethod="value"
        margin={lowMargins}
        title="Learning rate by epoch"
        onClick={pinning(pinned, view.onPin)}
      >
        <ChartFrame<Row>
          x={epochAxis(end, zoom)}
          y={{
            ...valueAxis(ticks),
            ...{ scale, tickFormatter: exponents ? exponential : learningRate },
            // A zoomed chart cuts off what lies outside: not half of a line along the highest tick.
            domain: [lowest, highest * (scale === 'log' ? HEADROOM ** 4 : HEADROOM)],
            allowDataOverflow: zoom !== null,
          }}
          tell={({ epoch, rate }) => ({
            title: epochTitle(epoch),
            lines: [{ label: 'learning rate', value: learningRate(rate) }],
          })}
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

/** `1e-4`, `7.5e-4`, which fit beside the axis. */
const exponential = (rate: number): string =>
  rate === 0 ? '0' : Number(rate.toPrecision(3)).toExponential().replace('e+', 'e')
