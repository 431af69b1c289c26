import classes from './curve-plot.module.css'
import { aboveZero, type CurveRow, valuesOf } from './curve-rows.ts'
import { lighter } from './series-mark.tsx'
import { type ValueAxis, valueAxisOf } from './value-axis.ts'

type Props = {
  readonly rows: readonly CurveRow[]
  /** Last epoch on the x axis. */
  readonly end: number
  readonly colour: string
  readonly log: boolean
}

/** The curves alone, in a plain picture that fits itself into its place: a server can draw it, which knows no widths. */
export function CurveSketch({ rows, end, colour, log }: Props) {
  const axis = valueAxisOf(valuesOf(rows), log)
  const shown = axis.scale === 'log' ? aboveZero(rows) : rows
  const line = { fill: 'none', vectorEffect: 'non-scaling-stroke', strokeLinecap: 'round' } as const
  return (
    <svg className={classes.sketch} viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
      <path
        {...line}
        d={pathOf(shown, 'training', end, axis)}
        stroke={lighter(colour)}
        strokeWidth={1.5}
        strokeDasharray="5 4"
      />
      <path
        {...line}
        d={pathOf(shown, 'validation', end, axis)}
        stroke={colour}
        strokeWidth={2}
        data-curve="validation"
      />
    </svg>
  )
}

/** An SVG path within the unit square, from the left bottom up; a value that is missing is a gap. */
function pathOf(
  rows: readonly CurveRow[],
  figure: 'training' | 'validation',
  end: number,
  { scale, domain }: ValueAxis,
): string {
  const along = scale === 'log' ? Math.log : (value: number) => value
  const [low, high] = [along(domain[0]), along(domain[1])]
  let pen = 'M'
  let path = ''
  for (const row of rows) {
    const value = row[figure]
    if (value === null) {
      pen = 'M'
      continue
    }
    const x = end > 1 ? (row.epoch - 1) / (end - 1) : 0
    const y = 1 - (along(value) - low) / (high - low || 1)
    path += `${pen}${x.toFixed(4)} ${y.toFixed(4)}`
    pen = 'L'
  }
  return path
}
