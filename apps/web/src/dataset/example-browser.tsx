'use client'

import { useQuery } from '@apollo/client/react'
import { Button, NumberInput, SegmentedControl } from '@mantine/core'
import { useQueryStates } from 'nuqs'
import { useState } from 'react'
import { DatasetExamplesDocument } from '#gql/graphql.ts'
import { counted } from '../format/figures.ts'
import { ExampleImage } from '../ui/example-image.tsx'
import { ClassCounts } from './class-counts.tsx'
import classes from './example-browser.module.css'
import { ExampleDialog } from './example-dialog.tsx'
import { type FileSplit, splits, viewParsers } from './view.ts'

const PAGE = 120

type Props = {
  readonly name: string
  readonly labels: readonly string[]
  /** Images of each split. */
  readonly counts: { readonly [split in FileSplit]: number }
}

/** The images of a data set by split and class, in the order of its files. */
export function ExampleBrowser({ name, labels, counts }: Props) {
  const [view, setView] = useQueryStates(viewParsers)
  const label = view.class !== null && labels[view.class] !== undefined ? view.class : null
  const variables = { name, split: view.split, label, first: PAGE }
  const { data, previousData, error, fetchMore, refetch } = useQuery(DatasetExamplesDocument, { variables })
  const [loadingMore, setLoadingMore] = useState(false)
  const examples = (data ?? previousData)?.dataset?.examples
  const more = async () => {
    setLoadingMore(true)
    await fetchMore({ variables: { after: examples?.pageInfo.endCursor ?? null } }).catch(() => undefined)
    setLoadingMore(false)
  }
  const open = (image: number) => setView({ of: name, image }, { history: 'push' })
  return (
    <>
      <div className={classes.filters}>
        <SegmentedControl
          aria-label="Split"
          value={view.split}
          onChange={(split) => setView({ split: splits.find((known) => known === split) ?? null })}
          data={[
            { value: 'TRAIN', label: 'Training' },
            { value: 'TEST', label: 'Test' },
          ]}
        />
        <FindImage onFind={open} />
        <span className={classes.count} role="status">
          {examples && counted(examples.totalCount, 'image')}
          {examples && label !== null && ` of ${labels[label]}`}
        </span>
      </div>
      <ClassCounts
        {...{ name, labels }}
        split={view.split}
        chosen={label}
        onChoose={(chosen) => setView({ class: chosen })}
      />
      {error && (
        <p role="alert">
          The images could not be loaded.{' '}
          <Button variant="default" size="compact-xs" onClick={() => void refetch()}>
            Try again
          </Button>
        </p>
      )}
      <ul className={classes.grid} data-stale={data === undefined || undefined}>
        {examples?.edges.map(({ node }) => (
          <li key={node.index}>
            <button
              type="button"
              className={classes.example}
              title={`${labels[node.label]}, image ${node.index}`}
              onClick={() => open(node.index)}
            >
              <ExampleImage url={node.imageUrl} alt={`${labels[node.label]}, image ${node.index}`} />
            </button>
          </li>
        ))}
      </ul>
      {examples?.pageInfo.hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" loading={loadingMore} onClick={() => void more()}>
            Show more
          </Button>
        </div>
      )}
      <ExampleDialog
        {...{ labels }}
        dataset={name}
        split={view.split}
        index={view.of === name ? view.image : null}
        count={counts[view.split]}
        project={view.project}
        onIndex={(image) => setView({ image })}
        onProject={(project) => setView({ project })}
        onClose={() => setView({ of: null, image: null })}
      />
    </>
  )
}

/** Leads to the image of a number. */
function FindImage({ onFind }: { readonly onFind: (index: number) => unknown }) {
  const [typed, setTyped] = useState<string | number>('')
  return (
    <form
      className={classes.find}
      onSubmit={(event) => {
        event.preventDefault()
        if (typeof typed === 'number') onFind(typed)
      }}
    >
      <NumberInput
        aria-label="Image number"
        placeholder="Image number"
        min={0}
        max={2_147_483_647}
        allowDecimal={false}
        hideControls
        value={typed}
        onChange={setTyped}
      />
      <Button type="submit" variant="default" disabled={typeof typed !== 'number'}>
        Find
      </Button>
    </form>
  )
}
