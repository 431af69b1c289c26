import classes from './curve-chart.module.css'
import type { CurveRow } from './curve-rows.ts'
import { SeriesMark } from './series-mark.tsx'

type Props = {
  readonly active: boolean | undefined
  readonly row: CurveRow | undefined
  readonly colour: string
  readonly format: (value: number) => string
}

/** Both figures at the cursor. Between two epochs stands the epoch under way. */
export function CurveTooltip({ active, row, colour, format }: Props) {
  if (!active || !row) return null
  const underway = !Number.isInteger(row.epoch)
  return (
    <div className={classes.tooltip}>
      <h4>
        Epoch <span className="number">{Math.ceil(row.epoch)}</span>
        {underway && ', under way'}
      </h4>
      {row.validation !== null && (
        <div>
          <SeriesMark kind="validation" colour={colour} />
          <span className={classes.label}>validation</span>
          <span className="number">{format(row.validation)}</span>
        </div>
      )}
      {row.training !== null && (
        <div>
          <SeriesMark kind="training" colour={colour} />
          <span className={classes.label}>training</span>
          <span className="number">{format(row.training)}</span>
        </div>
      )}
    </div>
  )
}
