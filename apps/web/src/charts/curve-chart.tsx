'use client'

import { useRef } from 'react'
import { CartesianGrid, Line, LineChart, ReferenceDot, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts'
import classes from './curve-chart.module.css'
import { aboveZero, type CurveRow, curvePoints, valuesOf } from './curve-rows.ts'
import { CurveTooltip } from './curve-tooltip.tsx'
import { epochAxis, pinning, scaledAxis } from './epoch-axis.ts'
import type { EpochView } from './epoch-view.ts'
import { rowsInView, valuesInView } from './in-view.ts'
import { lighter } from './series-mark.tsx'
import { type StepPoint, StepTrace } from './step-trace.tsx'
import { valueAxisOf } from './value-axis.ts'
import type { Zoom } from './zoom.ts'
import { type Plot, PlotProbe, ZoomSurface } from './zoom-surface.tsx'

export type CurveChartProps = {
  readonly title: string
  readonly rows: readonly CurveRow[]
  /** Training steps of the stretch that is shown. */
  readonly steps: readonly StepPoint[]
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
  const { title, colour, steps, view, format, formatTick, log } = props
  const { end, zoom, pinned } = view
  const plot = useRef<Plot | null>(null)
  const inView = zoom ? rowsInView(props.rows, zoom) : props.rows
  const trainingColour = lighter(colour)
  const shown = zoom ? curvePoints(inView).flatMap((points) => valuesInView(points, zoom)) : valuesOf(inView)
  const axis = valueAxisOf([...shown, ...steps.flatMap(({ low, high }) => [low, high])], log)
  const rows = axis.scale === 'log' ? aboveZero(inView) : inView
  const best = axis.scale === 'log' && (props.best?.value ?? 0) <= 0 ? undefined : props.best
  const dots = rows.length <= 12
  const line = { isAnimationActive: false, strokeLinecap: 'round', connectNulls: false } as const
  const raw = rows[0]?.rawValidation !== undefined
  return (
    <ZoomSurface plot={plot} onZoom={view.onZoom}>
      <LineChart
        className={classes.chart ?? ''}
        responsive
        data={[...rows]}
        syncId="epochs"
        syncMethod="value"
        margin={{ top: 22, right: 20, bottom: 0, left: 0 }}
        title={title}
        onClick={pinning(pinned, view.onPin)}
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis {...epochAxis(end, zoom)} />
        <YAxis tickFormatter={formatTick} allowDataOverflow={zoom !== null} {...scaledAxis(axis)} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--line-strong)' }}
          content={({ active, payload }) => (
            <CurveTooltip active={active} row={payload?.[0]?.payload} colour={colour} format={format} />
          )}
        />
        {pinned !== null && <ReferenceLine x={pinned} stroke="var(--accent)" strokeDasharray="3 3" />}
        <PlotProbe plot={plot} />
        <StepTrace
          points={axis.scale === 'log' ? steps.filter(({ low }) => low > 0) : steps}
          colour={trainingColour}
        />
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
          dot={dots ? { r: 2, fill: trainingColour, strokeWidth: 0 } : false}
          activeDot={{ r: 3, fill: trainingColour, strokeWidth: 0 }}
        />
        <Line
          {...line}
          dataKey="validation"
          name="validation"
          stroke={colour}
          strokeWidth={2}
          dot={dots ? { r: 2.5, fill: colour, strokeWidth: 0 } : false}
          activeDot={{ r: 3.5, fill: colour, strokeWidth: 0 }}
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

/** Towards the inside at either edge, so that a label is never cut off. */
function anchorAt(epoch: number, { from, to }: Zoom): 'start' | 'middle' | 'end' {
  const place = to > from ? (epoch - from) / (to - from) : 0.5
  return place < 0.05 ? 'start' : place > 0.95 ? 'end' : 'middle'
}
