'use client'

import { wholePercent } from '../format/figures.ts'
import { ExampleImage } from '../ui/example-image.tsx'
import classes from './error-images.module.css'
import { courseOf, courseText } from './prediction-course.ts'
import { PredictionStrip, StripLegend } from './prediction-strip.tsx'
import { type Predictions, useRunSource } from './run-source.tsx'

export type JudgedImage = Predictions['edges'][number]['node']

type Props = {
  readonly runId: string
  readonly labels: readonly string[]
  /** Of one page: their histories are asked for at once. */
  readonly images: readonly JudgedImage[]
  /** Whether all of them show the same and are taken for the same, so that this need not be said at each. */
  readonly alike: boolean
  /** Whether what the strips say stands above them. */
  readonly withLegend: boolean
  readonly stale: boolean
  readonly onOpen: (image: JudgedImage) => unknown
}

/** Images as a run judged them, each with a strip of what it was taken for over the epochs. */
export function JudgedImages(props: Props) {
  const { runId, labels, images, alike, withLegend, stale, onOpen } = props
  const { usePredictionHistory, imageAt } = useRunSource()
  const first = images[0]
  const history = usePredictionHistory(
    first
      ? { id: runId, split: first.example.split, indices: images.map(({ example }) => example.index) }
      : null,
  )
  return (
    <>
      {withLegend && history && <StripLegend epochs={history.epochs} />}
      <ul className={classes.grid} data-stale={stale || undefined}>
        {images.map((image) => {
          const { example, actual, predicted, confidence } = image
          const course = history ? courseOf(history, example.index) : []
          const said = `${labels[actual]}, taken for ${labels[predicted]}`
          return (
            <li key={`${example.split} ${example.index}`} className={classes.example}>
              <button
                type="button"
                className={classes.open}
                title={`image ${example.index}: ${courseText(course, actual, labels)}`}
                onClick={() => onOpen(image)}
              >
                <ExampleImage url={imageAt(example.imageUrl)} alt={said} />
              </button>
              <PredictionStrip {...{ course, actual, predicted }} />
              <span className={classes.predicted} data-right={actual === predicted || undefined}>
                {labels[predicted]}
              </span>
              <span className={classes.confidence}>
                {!alike && <span className={classes.actual}>{labels[actual]}</span>}
                <span className="number">{wholePercent(confidence)}</span>
              </span>
            </li>
          )
        })}
      </ul>
    </>
  )
}
