'use client'

import { useQuery } from '@apollo/client/react'
import { Button, SegmentedControl, Select } from '@mantine/core'
import { parseAsInteger, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { DatasetExamplesDocument } from '#gql/graphql.ts'
import { counted } from '../format/figures.ts'
import { ExampleImage } from '../ui/example-image.tsx'
import classes from './example-browser.module.css'

const PAGE = 120
const splits = ['TEST', 'TRAIN'] as const

const parsers = {
  split: parseAsStringLiteral(splits).withDefault('TRAIN'),
  class: parseAsInteger,
}

type Props = { readonly name: string; readonly labels: readonly string[] }

/** The images of a data set by split and class, in the order of its files. */
export function ExampleBrowser({ name, labels }: Props) {
  const [view, setView] = useQueryStates(parsers)
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
        <Select
          aria-label="Class"
          placeholder="All classes"
          clearable
          data={labels.map((text, index) => ({ value: String(index), label: text }))}
          value={label === null ? null : String(label)}
          onChange={(value) => setView({ class: value === null ? null : Number(value) })}
        />
        <span className={classes.count} role="status">
          {examples && counted(examples.totalCount, 'image')}
        </span>
      </div>
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
          <li key={node.index} title={`${labels[node.label]}, image ${node.index}`}>
            <ExampleImage url={node.imageUrl} alt={labels[node.label] ?? ''} />
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
    </>
  )
}
