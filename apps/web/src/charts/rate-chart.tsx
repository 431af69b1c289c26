'use client'

import { CartesianGrid, Line, LineChart, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts'
import { learningRate } from '../format/figures.ts'
import classes from './curve-chart.module.css'
import { epochAxis, pinning, valueAxis } from './epoch-axis.ts'
import { rateAxis } from './rate-axis.ts'

type RateEpoch = { readonly index: number; readonly learningRate: number }

type Props = {
  readonly history: readonly RateEpoch[]
  /** Last epoch on the x axis. */
  readonly end: number
  readonly colour: string
  readonly pinned: number | null
  readonly onPin: (epoch: number | null) => unknown
}

/** The learning rate at the end of each epoch, under the cursor that all charts of the page share. */
export function RateChart({ history, end, colour, pinned, onPin }: Props) {
  const { scale, ticks } = rateAxis(history.map((epoch) => epoch.learningRate))
  const rows = history.map((epoch) => ({ epoch: epoch.index, rate: epoch.learningRate }))
  return (
    <LineChart
      className={`${classes.chart} ${classes.low}`}
      responsive
      data={rows}
      syncId="epochs"
      syncMethod="value"
      margin={{ top: 12, right: 20, bottom: 0, left: 0 }}
      title="Learning rate by epoch"
      onClick={pinning(pinned, onPin)}
    >
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis {...epochAxis(end)} />
      <YAxis
        scale={scale}
        tickFormatter={scale === 'log' || (ticks.at(-1) ?? 1) < 0.01 ? exponential : learningRate}
        {...valueAxis(ticks)}
      />
      <Tooltip
        isAnimationActive={false}
        cursor={{ stroke: 'var(--line-strong)' }}
        content={({ active, payload }) => <RateTooltip active={active} row={payload?.[0]?.payload} />}
      />
      {pinned !== null && <ReferenceLine x={pinned} stroke="var(--accent)" strokeDasharray="3 3" />}
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
