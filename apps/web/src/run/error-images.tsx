'use client'

import { Button, SegmentedControl } from '@mantine/core'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { counted } from '../format/figures.ts'
import { Bone } from '../ui/bone.tsx'
import type { RunOnPage } from './apply-run-event.ts'
import classes from './error-images.module.css'
import { type JudgedImage, JudgedImages } from './judged-images.tsx'
import { useRunSource } from './run-source.tsx'
import { type ImageOrder, imageOrders, parseCell } from './view.ts'

const ImageDialog = dynamic(() => import('./image-dialog.tsx').then((module) => module.ImageDialog))

const PAGE = 60

type Props = {
  readonly run: Pick<RunOnPage, 'id' | 'confusionMatrix'>
  readonly epoch: number | null
  readonly cell: string | null
  readonly onCell: (cell: string | null) => unknown
  readonly order: ImageOrder
  readonly onOrder: (order: ImageOrder) => unknown
  /** Place of the image that is looked at. */
  readonly image: number | null
  readonly onImage: (index: number | null) => unknown
}

const orderNames: { readonly [O in ImageOrder]: string } = { hardest: 'Hardest first', index: 'As they lie' }

/** The images behind the chosen cell of the matrix, or all that were mistaken. */
export function ErrorImages(props: Props) {
  const { run, epoch, cell, onCell, order, onOrder, image, onImage } = props
  const labels = run.confusionMatrix?.labels ?? []
  const chosen = parseCell(cell, labels.length)
  const atEpoch = epoch ?? run.confusionMatrix?.epoch ?? null
  const question = {
    id: run.id,
    epoch: atEpoch,
    first: PAGE,
    order: order === 'hardest' ? ('HARDEST' as const) : ('INDEX' as const),
    ...(chosen ? { actual: chosen.actual, predicted: chosen.predicted } : { wrongOnly: true }),
  }
  const { useImages } = useRunSource()
  const { predictions, stale, failed, more, again } = useImages(labels.length === 0 ? null : question)
  const [loadingMore, setLoadingMore] = useState(false)
  // The one that was opened stays open when the list goes on without it.
  const [opened, setOpened] = useState<JudgedImage | null>(null)
  const listed = predictions?.edges.find(({ node }) => node.example.index === image)?.node
  if (listed && listed.example.index !== opened?.example.index) setOpened(listed)
  const lookedAt = listed ?? (opened?.example.index === image ? opened : null)
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
        <SegmentedControl
          className={classes.order ?? ''}
          aria-label="Order of the images"
          size="xs"
          data={imageOrders.map((value) => ({ value, label: orderNames[value] }))}
          value={order}
          onChange={(value) => onOrder(imageOrders.find((known) => known === value) ?? 'hardest')}
        />
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
      {pagesOf(predictions?.edges.map(({ node }) => node) ?? []).map((images, page) => (
        <JudgedImages
          key={images[0]?.example.index}
          runId={run.id}
          alike={chosen !== null}
          withLegend={page === 0}
          onOpen={(judged) => {
            setOpened(judged)
            onImage(judged.example.index)
          }}
          {...{ labels, images, stale }}
        />
      ))}
      {opened && (
        <ImageDialog runId={run.id} image={lookedAt} labels={labels} onClose={() => onImage(null)} />
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

/** As many as are asked for at once, together. */
const pagesOf = <T,>(images: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(images.length / PAGE) }, (_, page) =>
    images.slice(page * PAGE, (page + 1) * PAGE),
  )

function title(labels: readonly string[], cell: ReturnType<typeof parseCell>): string {
  if (!cell) return 'Mistaken images'
  const [actual, predicted] = [labels[cell.actual], labels[cell.predicted]]
  return actual === predicted ? `${actual} recognised` : `${actual} taken for ${predicted}`
}
