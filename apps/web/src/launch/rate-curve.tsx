import { learningRate } from '../format/figures.ts'
import { spaced } from '../format/recipe-text.ts'
import classes from './rate-curve.module.css'
import { type RateCourse, ratesOverRun } from './rates-over-run.ts'

const WIDTH = 400
const HEIGHT = 64
const INSET = 2

/** The learning rate over the planned run. Nothing where it never changes: a flat line says nothing. */
export function RateCurve({ course }: { readonly course: RateCourse }) {
  const { type, settings, warmUpEpochs } = course.schedule
  if (type === 'Constant' && warmUpEpochs === 0) return null
  const rates = ratesOverRun(course)
  const sampled = Math.max(...rates)
  // The peak of a few steps may lie between two of the points.
  const base = course.learningRate
  const highest = Math.abs(sampled / base - 1) < 0.02 ? base : sampled
  const x = (at: number) => INSET + (at / Math.max(1, rates.length - 1)) * (WIDTH - 2 * INSET)
  const y = (rate: number) => HEIGHT - INSET - (rate / highest) * (HEIGHT - 2 * INSET)
  const line = rates.map((rate, at) => `${x(at).toFixed(1)},${y(rate).toFixed(1)}`)
  const [first, last] = [rates[0] ?? 0, rates.at(-1) ?? 0]
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
        aria-label={`Learning rate over the run: from ${learningRate(first)}, at most ${learningRate(highest)}, to ${learningRate(last)}`}
      >
        <polygon
          points={[`${INSET},${HEIGHT}`, ...line, `${WIDTH - INSET},${HEIGHT}`].join(' ')}
          className={classes.area}
        />
        <polyline points={line.join(' ')} className={classes.line} />
      </svg>
      <div className={classes.ends} aria-hidden="true">
        <span>
          from <span className="number">{learningRate(first)}</span>
        </span>
        <span>
          at most <span className="number">{learningRate(highest)}</span>
        </span>
        <span>
          to <span className="number">{learningRate(last)}</span>
        </span>
      </div>
    </figure>
  )
}
