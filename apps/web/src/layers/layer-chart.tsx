'use client'

import { Area, CartesianGrid, ComposedChart, Line, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts'
import classes from '../charts/curve-chart.module.css'
import { epochAxis, valueAxis } from '../charts/epoch-axis.ts'
import { niceTicks } from '../charts/nice-ticks.ts'
import type { FigureRow, LayerFigure } from './layer-figures.ts'

type Props = { readonly figure: LayerFigure; readonly pinned: number | null }

const COLOUR = 'var(--accent)'
const shortTick = (value: number): string => String(Number(value.toPrecision(3)))

/** One figure of a layer over the epochs; its spread, where it has one, as a band. */
export function LayerChart({ figure: { title, rows, format }, pinned }: Props) {
  const ticks = niceTicks(rows.flatMap(({ value, band }) => [value, ...(band ?? [])]))
  const [first, last] = [rows[0], rows.at(-1)]
  const course =
    first && last
      ? `: ${format(first.value)} after epoch ${first.epoch}, ${format(last.value)} after epoch ${last.epoch}`
      : ''
  return (
    <ComposedChart
      className={`${classes.chart} ${classes.low}`}
      responsive
      data={[...rows]}
      syncId="layer"
      syncMethod="value"
      margin={{ top: 12, right: 12, bottom: 0, left: 0 }}
      title={title + course}
    >
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis {...epochAxis(last?.epoch ?? 1)} />
      <YAxis tickFormatter={shortTick} {...valueAxis(ticks)} />
      <Tooltip
        isAnimationActive={false}
        cursor={{ stroke: 'var(--line-strong)' }}
        content={({ active, payload }) => (
          <FigureTooltip row={active ? payload?.[0]?.payload : undefined} format={format} />
        )}
      />
      {pinned !== null && <ReferenceLine x={pinned} stroke="var(--accent)" strokeDasharray="3 3" />}
      {rows[0]?.band && (
        <Area
          dataKey="band"
          isAnimationActive={false}
          stroke="none"
          fill={COLOUR}
          fillOpacity={0.16}
          activeDot={false}
        />
      )}
      <Line
        dataKey="value"
        isAnimationActive={false}
        stroke={COLOUR}
        strokeWidth={1.75}
        dot={rows.length <= 12 ? { r: 2, fill: COLOUR, strokeWidth: 0 } : false}
        activeDot={{ r: 3, fill: COLOUR, strokeWidth: 0 }}
      />
    </ComposedChart>
  )
}

type TooltipProps = { readonly row: FigureRow | undefined; readonly format: (value: number) => string }

function FigureTooltip({ row, format }: TooltipProps) {
  if (!row) return null
  return (
    <div className={classes.tooltip}>
      <h4>
        Epoch <span className="number">{row.epoch}</span>
      </h4>
      <div>
        <span className={classes.label}>{row.band ? 'mean' : 'value'}</span>
        <span className="number">{format(row.value)}</span>
      </div>
      {row.band && (
        <div>
          <span className={classes.label}>standard deviation</span>
          <span className="number">{format(row.band[1] - row.value)}</span>
        </div>
      )}
    </div>
  )
}
