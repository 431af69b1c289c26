import type { TrainingSpec } from '@atelier/ml-core/spec'
import { counted } from '../format/figures.ts'
import { spaced } from '../format/recipe-text.ts'
import classes from './rate-curve.module.css'
import { ratesOverRun } from './rates-over-run.ts'

const WIDTH = 400
const HEIGHT = 64
const INSET = 2

type Props = { readonly spec: TrainingSpec; readonly stepsPerEpoch: number }

/** The learning rate over the planned run. Nothing where it never changes: a flat line says nothing. */
export function RateCurve({ spec, stepsPerEpoch }: Props) {
  const { type, settings, warmUpEpochs } = spec.schedule
  if (type === 'Constant' && warmUpEpochs === 0) return null
  const points = ratesOverRun(spec, stepsPerEpoch)
  const highest = Math.max(...points.map(({ rate }) => rate))
  const x = (at: number) => INSET + (at / Math.max(1, points.length - 1)) * (WIDTH - 2 * INSET)
  const y = (rate: number) => HEIGHT - INSET - (rate / highest) * (HEIGHT - 2 * INSET)
  const line = points.map(({ rate }, at) => `${x(at).toFixed(1)},${y(rate).toFixed(1)}`)
  const [first, last] = [points[0]?.rate ?? 0, points.at(-1)?.rate ?? 0]
  const waits = type === 'ReduceLROnPlateau' ? `; falls when ${String(settings.monitor)} stops improving` : ''
  return (
    <figure className={classes.figure}>
      <figcaption>
        <span>Learning rate</span>
        <span>
          {spaced(type)}
          {waits}
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Learning rate over ${counted(spec.epochs, 'epoch')}: from ${rateText(first)}, at most ${rateText(highest)}, to ${rateText(last)}`}
      >
        <polygon
          points={[`${INSET},${HEIGHT}`, ...line, `${WIDTH - INSET},${HEIGHT}`].join(' ')}
          className={classes.area}
        />
        <polyline points={line.join(' ')} className={classes.line} />
      </svg>
      <div className={classes.ends} aria-hidden="true">
        <span>
          from <span className="number">{rateText(first)}</span>
        </span>
        <span>
          at most <span className="number">{rateText(highest)}</span>
        </span>
        <span>
          to <span className="number">{rateText(last)}</span>
        </span>
      </div>
    </figure>
  )
}

/** Three significant digits, small ones as powers of ten: `0.004`, `1.6e-7`. */
const rateText = (rate: number): string =>
  rate !== 0 && rate < 1e-4 ? rate.toExponential(1) : String(Number(rate.toPrecision(3)))
