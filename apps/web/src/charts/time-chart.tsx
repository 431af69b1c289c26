'use client'

import { Line, LineChart } from 'recharts'
import { duration } from '../format/time.ts'
import { ChartFrame } from './chart-frame.tsx'
import classes from './curve-chart.module.css'
import { epochAxis, lowMargins, valueAxis } from './epoch-axis.ts'
import { niceTicks } from './nice-ticks.ts'
import { type StepPoint, StepTrace } from './step-trace.tsx'
import { timeTick, timeTicks } from './time-ticks.ts'

type Props = {
  readonly title: string
  /** In seconds since the run began. */
  readonly points: readonly StepPoint[]
  readonly colour: string
  readonly format: (value: number) => string
}

/** One figure over the time of a run, from zero up. */
export function TimeChart({ title, points, colour, format }: Props) {
  const end = Math.max(10, points.at(-1)?.epoch ?? 0)
  const ticks = niceTicks([0, ...points.map(({ high }) => high)])
  return (
    <LineChart
      className={`${classes.chart} ${classes.low}`}
      responsive
      data={[...points]}
      syncId="time"
      syncMethod="value"
      margin={lowMargins}
      title={title}
    >
      <ChartFrame<StepPoint>
        x={{ ...epochAxis(end), domain: [0, end], ticks: timeTicks(end), tickFormatter: timeTick }}
        y={{ ...valueAxis(ticks), tickFormatter: (value: number) => String(Number(value.toPrecision(4))) }}
        tell={({ epoch, low, high, mean }) => ({
          title: `after ${duration(epoch)}`,
          lines: [{ label: low === high ? 'sample' : 'mean', value: format(mean) }],
        })}
      />
      {points.some(({ low, high }) => low < high) && <StepTrace points={points} colour={colour} />}
      <Line
        dataKey="mean"
        isAnimationActive={false}
        strokeLinecap="round"
        stroke={colour}
        strokeWidth={1.75}
        dot={points.length <= 12 ? { r: 2.5, fill: colour, strokeWidth: 0 } : false}
        activeDot={{ r: 3.5, fill: colour, strokeWidth: 0 }}
      />
    </LineChart>
  )
}
