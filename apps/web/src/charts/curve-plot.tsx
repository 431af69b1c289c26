'use client'

import type { CSSProperties } from 'react'
import type { CurveChartProps } from './curve-chart.tsx'
import classes from './curve-plot.module.css'
import { CurveSketch } from './curve-sketch.tsx'
import { plotInsets } from './epoch-axis.ts'
import { inTurn } from './in-turn.tsx'

/** The chart's library is a third of the page's program: what it will draw stands there before it has come. */
const CurveChart = inTurn(() => import('./curve-chart.tsx').then((module) => module.CurveChart))

const { top, right, bottom, left } = plotInsets
const insets: CSSProperties & { readonly [name: `--${string}`]: string } = {
  ...{ '--plot-top': `${top}px`, '--plot-right': `${right}px` },
  ...{ '--plot-bottom': `${bottom}px`, '--plot-left': `${left}px` },
}

/** A curve chart that shows its curves from the first paint on, and everything else once its program is there. */
export function CurvePlot(props: CurveChartProps) {
  const { rows, view, colour, log } = props
  return (
    <div className={classes.plot} style={insets}>
      {!view.zoom && <CurveSketch rows={rows} end={view.end} colour={colour} log={log} />}
      <CurveChart {...props} />
    </div>
  )
}
