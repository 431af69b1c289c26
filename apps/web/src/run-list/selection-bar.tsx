'use client'

import { Button } from '@mantine/core'
import { GitCompareArrows, Square, Tag, Trash2, X } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import type { RunRowFieldsFragment as Row } from '#gql/graphql.ts'
import { counted } from '../format/figures.ts'
import { useDeleteRuns } from '../run-actions/use-delete-runs.tsx'
import { useStopRuns } from '../run-actions/use-stop-runs.tsx'
import { isOver } from '../run-state/status.ts'
import classes from './selection-bar.module.css'

/** Its field is more code than the rest of the bar. */
const TagRuns = dynamic(() => import('./tag-runs.tsx').then((module) => module.TagRuns), {
  ssr: false,
  loading: () => (
    <Button variant="default" leftSection={<Tag size={13} />} disabled>
      Tag
    </Button>
  ),
})

type Props = {
  readonly opened: boolean
  readonly chosen: readonly Row[]
  /** Tags that the project's runs have. */
  readonly tags: readonly string[]
  readonly onDone: () => unknown
}

/** What can be done with the chosen runs. */
export function SelectionBar({ opened, chosen, tags, onDone }: Props) {
  const stop = useStopRuns()
  const remove = useDeleteRuns()
  if (!opened) return null
  const underway = chosen.filter((run) => !isOver(run.status))
  return (
    <section className={classes.bar} aria-label="Chosen runs" data-bottom-bar>
      <span className={classes.count}>
        {counted(chosen.length, 'run')}
        <span className={classes.chosen}> chosen</span>
      </span>
      {chosen.length > 1 && (
        <Button
          component={Link}
          href={`/compare?runs=${chosen.map((run) => run.id).join(',')}`}
          leftSection={<GitCompareArrows size={14} />}
        >
          Compare
        </Button>
      )}
      <TagRuns chosen={chosen} tags={tags} />
      <Button
        variant="default"
        leftSection={<Square size={13} />}
        disabled={underway.length === 0}
        onClick={() => stop(underway)}
      >
        Stop
      </Button>
      <Button
        variant="default"
        className={classes.danger ?? ''}
        leftSection={<Trash2 size={14} />}
        disabled={underway.length > 0}
        title={underway.length > 0 ? 'Stop the runs that are not over first' : undefined}
        onClick={() => remove(chosen, onDone)}
      >
        Delete
      </Button>
      <Button variant="subtle" color="gray" onClick={onDone} aria-label="Choose none" px={6}>
        <X size={15} />
      </Button>
    </section>
  )
}
