'use client'

import { Eye } from 'lucide-react'
import type { SharedRunPageQuery } from '#gql/graphql.ts'
import { duration } from '../format/time.ts'
import { epochsText } from '../run-state/epochs-text.ts'
import { isOver, statuses } from '../run-state/status.ts'
import { Age } from '../ui/age.tsx'
import { StatusIcon } from '../ui/status-icon.tsx'
import classes from './shared.module.css'

type SharedRun = NonNullable<NonNullable<SharedRunPageQuery['shared']>['run']>

/** Which run, and where it stands. */
export function SharedHeader({ run }: { readonly run: SharedRun }) {
  const seconds =
    run.startedAt && run.finishedAt ? (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000 : null
  return (
    <header className={classes.header}>
      <h1>
        {run.name} <span className={classes.number}>#{run.number}</span>
      </h1>
      <span className={classes.status} data-status={run.status}>
        <StatusIcon status={run.status} />
        {statuses[run.status].label}
      </span>
      <p className={classes.facts}>
        <span>
          <span className="number">{epochsText(run)}</span> epochs
        </span>
        {seconds !== null && (
          <span>
            in <span className="number">{duration(seconds)}</span>
          </span>
        )}
        <Age at={run.finishedAt ?? run.createdAt} />
        {!isOver(run.status) && <span>looks again every few seconds</span>}
      </p>
      <ReadOnly />
    </header>
  )
}

/** Says what kind of page this is. */
export const ReadOnly = () => (
  <span className={classes.readOnly}>
    <Eye size={14} aria-hidden="true" /> shared, read-only
  </span>
)
