import { loss } from '../format/figures.ts'
import { type HistogramColumn, mapOf } from './histogram-levels.ts'
import classes from './layer-detail.module.css'

/** Short enough to stand beside the map. */
const end = (value: number): string => String(Number(value.toPrecision(2)))

type Props = {
  readonly title: string
  readonly columns: readonly HistogramColumn[]
  readonly pinned: number | null
}

/** How numbers were spread, epoch by epoch: a column each, darker where more of them lie. */
export function HistogramMap({ title, columns, pinned }: Props) {
  const { levels, lowest, highest } = mapOf(columns)
  const [first, last] = [columns[0], columns.at(-1)]
  if (!first || !last) return null
  const reach = ({ epoch, lowest, highest }: HistogramColumn) =>
    `from ${loss(lowest)} to ${loss(highest)} after epoch ${epoch}`
  const pin = columns.findIndex(({ epoch }) => epoch === pinned)
  return (
    <figure>
      <figcaption>Spread of {title}</figcaption>
      <div className={classes.map}>
        <span className={classes.high}>{end(highest)}</span>
        <span className={classes.low}>{end(lowest)}</span>
        <svg
          viewBox={`0 0 ${columns.length} 1`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`Spread of ${title}: ${first === last ? reach(first) : `${reach(first)}, ${reach(last)}`}`}
        >
          {levels.map(({ opacity, path }) => (
            <path key={opacity} d={path} fillOpacity={opacity} />
          ))}
          {pin >= 0 && <rect className={classes.pin} x={pin} width={1} y={0} height={1} />}
        </svg>
        <span className={classes.ends}>
          <span>{first.epoch}</span>
          <span>{last.epoch}</span>
        </span>
      </div>
    </figure>
  )
}
