import type { Judgement } from './prediction-course.ts'
import classes from './prediction-strip.module.css'

const HEIGHT = 10
/** Of a bar without any confidence, so that every epoch is seen. */
const LEAST = 1.5

type Props = {
  readonly course: readonly Judgement[]
  /** The class that the image shows, and what it is taken for where it is shown. */
  readonly actual: number
  readonly predicted: number
}

/** What one image was taken for, epoch by epoch: a bar each, as high as the confidence. */
export function PredictionStrip({ course, actual, predicted }: Props) {
  const bars = (of: (one: Judgement) => boolean) =>
    course.map((one, at) => (of(one) ? bar(at, one.confidence) : '')).join('')
  return (
    <svg
      className={classes.strip}
      viewBox={`0 0 ${Math.max(1, course.length)} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path className={classes.right} d={bars((one) => one.predicted === actual)} />
      <path
        className={classes.same}
        d={bars((one) => one.predicted !== actual && one.predicted === predicted)}
      />
      <path
        className={classes.other}
        d={bars((one) => one.predicted !== actual && one.predicted !== predicted)}
      />
    </svg>
  )
}

function bar(at: number, confidence: number): string {
  const height = LEAST + (HEIGHT - LEAST) * confidence
  return `M${at + 0.06} ${HEIGHT}v${(-height).toFixed(2)}h0.88v${height.toFixed(2)}z`
}

/** What the strips say, for images some of which are mistaken. */
export function StripLegend({ epochs }: { readonly epochs: readonly number[] }) {
  const [first, last] = [epochs[0], epochs.at(-1)]
  if (first === undefined) return null
  if (first === last)
    return (
      <p className={classes.legend}>
        Of these images only epoch <span className="number">{first}</span> is recorded.
      </p>
    )
  return (
    <p className={classes.legend}>
      <span>
        Strips: after epochs <span className="number">{first}</span> to <span className="number">{last}</span>
        , as high as the confidence
      </span>
      <span className={classes.key} data-kind="right">
        its class
      </span>
      <span className={classes.key} data-kind="same">
        the class it is taken for here
      </span>
      <span className={classes.key} data-kind="other">
        another one
      </span>
    </p>
  )
}
