'use client'

import { Modal } from '@mantine/core'
import { useState } from 'react'
import { percent, wholePercent } from '../format/figures.ts'
import { Bone } from '../ui/bone.tsx'
import table from '../ui/dialog-table.module.css'
import { ExampleImage } from '../ui/example-image.tsx'
import classes from './image-dialog.module.css'
import type { JudgedImage } from './judged-images.tsx'
import { courseOf, courseText } from './prediction-course.ts'
import { PredictionLanes } from './prediction-lanes.tsx'
import { useRunSource } from './run-source.tsx'

type Props = {
  readonly runId: string
  /** Null: closed. */
  readonly image: JudgedImage | null
  readonly labels: readonly string[]
  readonly onClose: () => unknown
}

const splitNames = { TRAIN: 'training', VALIDATION: 'validation', TEST: 'test' } as const

/** One image, large, with what it was taken for over the epochs. */
export function ImageDialog({ runId, image, labels, onClose }: Props) {
  // It stays while the dialog closes.
  const [shown, setShown] = useState(image)
  const { usePredictionHistory, imageAt } = useRunSource()
  const history = usePredictionHistory(
    shown && { id: runId, split: shown.example.split, indices: [shown.example.index] },
  )
  if (image && image !== shown) setShown(image)
  if (!shown) return null
  const { example, actual, predicted, confidence } = shown
  const course = history ? courseOf(history, example.index) : []
  return (
    <Modal
      opened={image !== null}
      onClose={onClose}
      size="lg"
      title={`${labels[actual]}, ${splitNames[example.split]} image ${example.index}`}
    >
      <div className={classes.image}>
        <ExampleImage url={imageAt(example.imageUrl)} alt={`${labels[actual]}, image ${example.index}`} />
        <p>
          Taken for <b>{labels[predicted]}</b> with a confidence of{' '}
          <span className="number">{percent(confidence)}</span>.
        </p>
      </div>
      {!history && (
        <div className={classes.note} aria-busy="true">
          <Bone height={240} />
        </div>
      )}
      {course.length === 1 && (
        <p className={classes.note}>
          Only epoch <span className="number">{course[0]?.epoch}</span> judged this image.
        </p>
      )}
      {course.length > 1 && (
        <>
          <PredictionLanes {...{ course, actual, labels }} text={courseText(course, actual, labels)} />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
          <section className={classes.scroll} aria-label="Predictions by epoch" tabIndex={0}>
            <table className={table.table}>
              <thead>
                <tr>
                  <th scope="col">Epoch</th>
                  <th scope="col">Took it for</th>
                  <th scope="col">Confidence</th>
                </tr>
              </thead>
              <tbody>
                {course.toReversed().map((one) => (
                  <tr key={one.epoch}>
                    <th scope="row" className="number">
                      {one.epoch}
                    </th>
                    <td data-wrong={one.predicted !== actual || undefined}>
                      {one.predicted === actual ? '✓' : '✗'} {labels[one.predicted]}
                    </td>
                    <td className="number">{wholePercent(one.confidence)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </>
      )}
    </Modal>
  )
}
