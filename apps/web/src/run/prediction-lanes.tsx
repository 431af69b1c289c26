import { Fragment } from 'react'
import classes from './image-dialog.module.css'
import type { Judgement } from './prediction-course.ts'

const HEIGHT = 16

type Props = {
  readonly course: readonly Judgement[]
  readonly actual: number
  readonly labels: readonly string[]
  /** The same for those who do not see it. */
  readonly text: string
}

/** A lane for each class that the image was taken for, its own first: a bar an epoch, as high as the confidence. */
export function PredictionLanes({ course, actual, labels, text }: Props) {
  const lanes = [...new Set([actual, ...course.map(({ predicted }) => predicted)])]
  const width = Math.max(1, course.length)
  return (
    <div className={classes.lanes} role="img" aria-label={`Taken for: ${text}`}>
      {lanes.map((lane) => (
        <Fragment key={lane}>
          <span className={classes.label} data-actual={lane === actual || undefined}>
            {labels[lane]}
          </span>
          <svg
            className={classes.lane}
            viewBox={`0 0 ${width} ${HEIGHT}`}
            preserveAspectRatio="none"
            aria-hidden="true"
          >
            {course.map(({ epoch, predicted, confidence }, at) =>
              predicted === lane ? (
                <rect
                  key={epoch}
                  className={lane === actual ? classes.right : classes.wrong}
                  x={at + 0.06}
                  width={0.88}
                  y={HEIGHT * (1 - confidence)}
                  height={HEIGHT * confidence}
                />
              ) : null,
            )}
          </svg>
        </Fragment>
      ))}
      <div className={classes.ends} aria-hidden="true">
        <span>
          epoch <span className="number">{course[0]?.epoch}</span>
        </span>
        <span className="number">{course.at(-1)?.epoch}</span>
      </div>
    </div>
  )
}
