'use client'

import { useQuery } from '@apollo/client/react'
import { DatasetClassesDocument } from '#gql/graphql.ts'
import { count } from '../format/figures.ts'
import classes from './class-counts.module.css'
import type { FileSplit } from './view.ts'

type Props = {
  readonly name: string
  readonly split: FileSplit
  readonly labels: readonly string[]
  readonly chosen: number | null
  readonly onChoose: (label: number | null) => unknown
}

/** How many images of a split show each class; a class is chosen by its bar. */
export function ClassCounts({ name, split, labels, chosen, onChoose }: Props) {
  const { data, previousData } = useQuery(DatasetClassesDocument, { variables: { name, split } })
  const counts = (data ?? previousData)?.dataset?.classCounts
  const most = Math.max(1, ...(counts ?? []))
  return (
    <ul className={classes.counts} aria-label="Images by class">
      {labels.map((label, at) => (
        <li key={label}>
          <button
            type="button"
            className={classes.class}
            aria-pressed={chosen === at}
            onClick={() => onChoose(chosen === at ? null : at)}
          >
            <span className={classes.label}>{label}</span>
            <span className={classes.bar} aria-hidden="true">
              <span style={{ width: `${((counts?.[at] ?? 0) / most) * 100}%` }} />
            </span>
            <span className="number">{counts ? count(counts[at]) : '–'}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
