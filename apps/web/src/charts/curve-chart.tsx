'use client'

import { useRef } from 'react'
import { Line, LineChart, ReferenceDot, ReferenceLine } from 'recharts'
import { ChartFrame } from './chart-frame.tsx'
import classes from './curve-chart.module.css'
import { aboveZero, type CurveRow, curvePoints, valuesOf } from './curve-rows.ts'
import { tellCurves } from './curve-tooltip.tsx'
import { epochAxis, margins, pinning, scaledAxis } from './epoch-axis.ts'
import type { EpochView } from './epoch-view.ts'
import { rowsInView, valuesInView } from './in-view.ts'
import { lighter } from './series-mark.tsx'
import { type EpochSteps, inPlaces, type PlacedRow, withSteps } from './step-rows.ts'
import { StepTrace } from './step-trace.tsx'
import { valueAxisOf } from './value-axis.ts'
import type { Zoom } from './zoom.ts'
import { type Plot, PlotProbe, ZoomSurface } from './zoom-surface.tsx'

export type CurveChartProps = {
  readonly title: string
  readonly rows: readonly CurveRow[]
  /** Training steps of the stretch that is shown. */
  readonly steps: readonly EpochSteps[]
  readonly view: EpochView
  readonly colour: string
  /** The best epoch and the value to write beside its ring. */
  readonly best: { readonly epoch: number; readonly value: number } | undefined
  readonly format: (value: number) => string
  readonly formatTick: (value: number) => string
  /** Whether its values stand on a logarithmic axis, as far as they are above zero. */
  readonly log: boolean
}

/** Training against validation over the epochs. All charts of a page share one cursor. */
export function CurveChart(props: CurveChartProps) {
  const { title, colour, view, format, formatTick, log } = props
  const { end, zoom, pinned } = view
  const plot = useRef<Plot | null>(null)
  const inView = zoom ? rowsInView(props.rows, zoom) : props.rows
  const trainingColour = lighter(colour)
  const shown = zoom ? curvePoints(inView).flatMap((points) => valuesInView(points, zoom)) : valuesOf(inView)
  const axis = valueAxisOf([...shown, ...props.steps.flatMap(({ low, high }) => [low, high])], log)
  const onLog = axis.scale === 'log'
  const rows = onLog ? aboveZero(inView) : inView
  const steps = onLog ? props.steps.filter(({ low }) => low > 0) : props.steps
  const best = onLog && (props.best?.value ?? 0) <= 0 ? undefined : props.best
  const dots = rows.length <= 12
  const dot = (radius: number, fill: string) => (dots ? epochDot(radius, fill) : false)
  const line = { isAnimationActive: false, strokeLinecap: 'round', connectNulls: false } as const
  const raw = rows[0]?.rawValidation !== undefined
  return (
    <ZoomSurface plot={plot} onZoom={view.onZoom}>
      <LineChart
        className={classes.chart ?? ''}
        responsive
        data={withSteps(rows, inPlaces(steps), onLog)}
        syncId="epochs"
        syncMethod="value"
        margin={margins}
        title={title}
        onClick={pinning(pinned, view.onPin)}
      >
        <ChartFrame<PlacedRow>
          x={epochAxis(end, zoom)}
          y={{ ...scaledAxis(axis), tickFormatter: formatTick, allowDataOverflow: zoom !== null }}
          tell={(row) => tellCurves(row, colour, format)}
        />
        {pinned !== null && <ReferenceLine x={pinned} stroke="var(--accent)" strokeDasharray="3 3" />}
        <PlotProbe plot={plot} />
        <StepTrace points={steps} colour={trainingColour} />
        {steps.length > 0 && (
          <Line
            {...line}
            dataKey="stepMean"
            stroke="none"
            dot={false}
            activeDot={{ r: 3, fill: trainingColour, strokeWidth: 0 }}
          />
        )}
        {raw && (
          <Line
            {...line}
            dataKey="rawTraining"
            stroke={trainingColour}
            strokeWidth={1}
            opacity={0.3}
            dot={false}
            activeDot={false}
          />
        )}
        {raw && (
          <Line
            {...line}
            dataKey="rawValidation"
            stroke={colour}
            strokeWidth={1}
            opacity={0.3}
            dot={false}
            activeDot={false}
          />
        )}
        <Line
          {...line}
          dataKey="training"
          name="training"
          stroke={trainingColour}
          strokeWidth={1.5}
          strokeDasharray="5 4"
          dot={dot(2, trainingColour)}
          activeDot={epochDot(3, trainingColour)}
        />
        <Line
          {...line}
          dataKey="validation"
          name="validation"
          stroke={colour}
          strokeWidth={2}
          dot={dot(2.5, colour)}
          activeDot={epochDot(3.5, colour)}
        />
        {best && (
          <ReferenceDot
            x={best.epoch}
            y={best.value}
            r={5}
            fill="var(--page)"
            fillOpacity={0.6}
            stroke={colour}
            strokeWidth={1.75}
            label={{
              value: format(best.value),
              position: 'top',
              offset: 8,
              textAnchor: anchorAt(best.epoch, zoom ?? { from: 1, to: end }),
              fill: 'var(--text)',
              fontSize: 11,
            }}
          />
        )}
      </LineChart>
    </ZoomSurface>
  )
}

type Dot = {
  readonly cx?: number | string | undefined
  readonly cy?: number | string | undefined
  readonly payload: PlacedRow
  readonly index: number
}

/** A dot where an epoch ends: the curves have none at the steps that they pass. */
const epochDot =
  (radius: number, fill: string) =>
  ({ cx, cy, payload, index }: Dot) =>
    payload.between || cx == null || cy == null ? null : (
      <circle key={index} className="recharts-line-dot" cx={cx} cy={cy} r={radius} fill={fill} />
    )

/** Towards the inside at either edge, so that a label is never cut off. */
function anchorAt(epoch: number, { from, to }: Zoom): 'start' | 'middle' | 'end' {
  const place = to > from ? (epoch - from) / (to - from) : 0.5
  return place < 0.05 ? 'start' : place > 0.95 ? 'end' : 'middle'
}
