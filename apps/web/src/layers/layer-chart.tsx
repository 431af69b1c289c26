'use client'

import { Area, ComposedChart, Line, ReferenceLine } from 'recharts'
import { ChartFrame } from '../charts/chart-frame.tsx'
import { epochTitle } from '../charts/chart-tooltip.tsx'
import classes from '../charts/curve-chart.module.css'
import { epochAxis, lowMargins, valueAxis } from '../charts/epoch-axis.ts'
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
      margin={lowMargins}
      title={title + course}
    >
      <ChartFrame<FigureRow>
        x={epochAxis(last?.epoch ?? 1)}
        y={{ ...valueAxis(ticks), tickFormatter: shortTick }}
        tell={({ epoch, value, band }) => ({
          title: epochTitle(epoch),
          lines: [
            { label: band ? 'mean' : 'value', value: format(value) },
            ...(band ? [{ label: 'standard deviation', value: format(band[1] - value) }] : []),
          ],
        })}
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
