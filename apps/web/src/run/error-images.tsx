'use client'

import { Button } from '@mantine/core'
import { useState } from 'react'
import { counted, wholePercent } from '../format/figures.ts'
import { Bone } from '../ui/bone.tsx'
import { ExampleImage } from '../ui/example-image.tsx'
import type { RunOnPage } from './apply-run-event.ts'
import classes from './error-images.module.css'
import { useRunSource } from './run-source.tsx'
import { parseCell } from './view.ts'

const PAGE = 60

type Props = {
  readonly run: Pick<RunOnPage, 'id' | 'confusionMatrix'>
  readonly epoch: number | null
  readonly cell: string | null
  readonly onCell: (cell: string | null) => unknown
}

/** The images behind the chosen cell of the matrix, or all that were mistaken. */
export function ErrorImages({ run, epoch, cell, onCell }: Props) {
  const labels = run.confusionMatrix?.labels ?? []
  const chosen = parseCell(cell, labels.length)
  const atEpoch = epoch ?? run.confusionMatrix?.epoch ?? null
  const question = {
    id: run.id,
    epoch: atEpoch,
    first: PAGE,
    ...(chosen ? { actual: chosen.actual, predicted: chosen.predicted } : { wrongOnly: true }),
  }
  const { useImages, imageAt } = useRunSource()
  const { predictions, stale, failed, more, again } = useImages(labels.length === 0 ? null : question)
  const [loadingMore, setLoadingMore] = useState(false)
  if (labels.length === 0) return <p className={classes.empty}>Images appear here with the first epoch.</p>
  const showMore = async () => {
    setLoadingMore(true)
    await more().catch(() => undefined)
    setLoadingMore(false)
  }
  return (
    <section className={classes.errors} aria-label="Images">
      <div className={classes.head}>
        <h2>{title(labels, chosen)}</h2>
        <span className={classes.count}>
          {predictions && counted(predictions.totalCount, 'image')}, epoch{' '}
          <span className="number">{atEpoch}</span>
        </span>
        {chosen && (
          <Button variant="subtle" size="compact-xs" onClick={() => onCell(null)}>
            All mistakes
          </Button>
        )}
      </div>
      {failed && (
        <p role="alert" className={classes.empty}>
          The images could not be loaded.{' '}
          <Button variant="default" size="compact-xs" onClick={again}>
            Try again
          </Button>
        </p>
      )}
      {!predictions && !failed && (
        <div className={classes.grid} aria-busy="true">
          {Array.from({ length: 24 }, (_, at) => at).map((at) => (
            <Bone key={at} height={88} />
          ))}
        </div>
      )}
      {predictions && (
        <ul className={classes.grid} data-stale={stale || undefined}>
          {predictions.edges.map(({ node: { example, actual, predicted, confidence } }) => (
            <li key={`${example.split} ${example.index}`} className={classes.example}>
              <ExampleImage
                url={imageAt(example.imageUrl)}
                alt={`${labels[actual]}, taken for ${labels[predicted]}`}
              />
              <span className={classes.predicted} title={`shows ${labels[actual]}, image ${example.index}`}>
                {labels[predicted]}
              </span>
              <span className={classes.confidence}>
                {!chosen && <span className={classes.actual}>{labels[actual]}</span>}
                <span className="number">{wholePercent(confidence)}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      {predictions?.totalCount === 0 && (
        <p className={classes.empty}>No image: the model made no such mistake.</p>
      )}
      {predictions?.pageInfo.hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" loading={loadingMore} onClick={() => void showMore()}>
            Show more
          </Button>
        </div>
      )}
    </section>
  )
}

function title(labels: readonly string[], cell: ReturnType<typeof parseCell>): string {
  if (!cell) return 'Mistaken images'
  const [actual, predicted] = [labels[cell.actual], labels[cell.predicted]]
  return actual === predicted ? `${actual} recognised` : `${actual} taken for ${predicted}`
}
