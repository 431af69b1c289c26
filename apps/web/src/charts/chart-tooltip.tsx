import type { ReactNode } from 'react'
import classes from './curve-chart.module.css'

/** What a chart tells of the place under the cursor. */
export type Told = {
  readonly title: ReactNode
  readonly lines: readonly TooltipLine[]
  /** What there is no room for. */
  readonly more?: string | undefined
}

export type TooltipLine = {
  /** What tells it from the others where labels may be the same; its label unless told. */
  readonly id?: string
  readonly mark?: ReactNode
  readonly label: string
  readonly value: string
}

/** Heard too, as the arrow keys walk along the chart. */
export const ChartTooltip = ({ title, lines, more }: Told) => (
  <div className={classes.tooltip} role="status">
    <h4>{title}</h4>
    {lines.map(({ id, mark, label, value }) => (
      <div key={id ?? label}>
        {mark}
        <span className={classes.label}>{label}</span>
        <span className="number">{value}</span>
      </div>
    ))}
    {more && <p className={classes.label}>{more}</p>}
  </div>
)

/** `Epoch 3`, as a tooltip's title. */
export const epochTitle = (epoch: number): ReactNode => (
  <>
    Epoch <span className="number">{epoch}</span>
  </>
)
