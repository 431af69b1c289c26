'use client'

import { useQuery } from '@apollo/client/react'
import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { ComparedImagesDocument, type RightRun } from '#gql/graphql.ts'
import { counted, wholePercent } from '../format/figures.ts'
import { RunMark } from '../run-state/run-mark.tsx'
import { ExampleImage } from '../ui/example-image.tsx'
import classes from './compare.module.css'
import pair from './pair-section.module.css'
import type { ComparedRun } from './run-figures.ts'

const PAGE = 60

type Props = {
  readonly first: ComparedRun
  readonly second: ComparedRun
  readonly labels: readonly string[]
  readonly right: RightRun
  /** Only images that show this class. */
  readonly actual: number | null
  /** The epochs that are compared: others ask for other images. */
  readonly epochs: string
}

/** The images, each with what both runs said. */
export function ComparedImages({ first, second, labels, right, actual, epochs }: Props) {
  const variables = { firstId: first.id, secondId: second.id, right, actual, first: PAGE }
  const { data, previousData, error, fetchMore, refetch } = useQuery(ComparedImagesDocument, { variables })
  const [loadingMore, setLoadingMore] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: further epochs are what asks again
  useEffect(() => {
    refetch().catch(() => undefined)
  }, [epochs])
  const pairs = (data ?? previousData)?.comparePredictions?.pairs
  const more = async () => {
    setLoadingMore(true)
    await fetchMore({ variables: { after: pairs?.pageInfo.endCursor ?? null } }).catch(() => undefined)
    setLoadingMore(false)
  }
  if (error && !pairs) return <p role="alert">The images could not be loaded.</p>
  if (!pairs) return <p className={classes.empty}>Loading</p>
  if (pairs.totalCount === 0) return <p className={classes.empty}>There is no such image.</p>
  return (
    <>
      <p className={classes.note} role="status">
        {counted(pairs.totalCount, 'image')}
      </p>
      <ul className={pair.images} aria-label="Images" data-stale={data === undefined || undefined}>
        {pairs.edges.map(({ node }) => (
          <li key={node.example.index}>
            <ExampleImage
              url={node.example.imageUrl}
              alt={`${labels[node.actual]}, image ${node.example.index}`}
            />
            <p>{labels[node.actual]}</p>
            <Said
              run={first}
              labels={labels}
              actual={node.actual}
              said={node.firstPredicted}
              confidence={node.firstConfidence}
            />
            <Said
              run={second}
              labels={labels}
              actual={node.actual}
              said={node.secondPredicted}
              confidence={node.secondConfidence}
            />
          </li>
        ))}
      </ul>
      {pairs.pageInfo.hasNextPage && (
        <div className={pair.more}>
          <Button variant="default" loading={loadingMore} onClick={() => void more()}>
            Show more
          </Button>
        </div>
      )}
    </>
  )
}

type SaidProps = {
  readonly run: ComparedRun
  readonly labels: readonly string[]
  readonly actual: number
  readonly said: number
  readonly confidence: number
}

function Said({ run, labels, actual, said, confidence }: SaidProps) {
  const text = `${run.name} #${run.number}: ${labels[said]}, ${wholePercent(confidence)}`
  return (
    <div className={pair.said} data-wrong={said !== actual || undefined} title={text}>
      <RunMark runNumber={run.number} />
      <span>
        {said === actual ? '✓' : '✗'} {labels[said]}
      </span>
    </div>
  )
}
