'use client'

import type { RunRowFieldsFragment as Row } from '#gql/graphql.ts'
import { counted, wholePercent } from '../format/figures.ts'
import { duration } from '../format/time.ts'
import { epochsText } from '../run-state/epochs-text.ts'
import { roughTimeLeft } from '../run-state/rough-time-left.ts'
import { isOver, statuses } from '../run-state/status.ts'
import { ProgressBar } from '../ui/progress-bar.tsx'
import classes from './run-table.module.css'

/** How far a run is, or how long it took; a failed one says why. */
export function RowProgress({ run }: { readonly run: Row }) {
  if (run.status === 'QUEUED') return <span className={classes.quiet}>queued</span>
  if (!isOver(run.status)) {
    const left = roughTimeLeft(run)
    return (
      <span className={classes.underway}>
        {run.epochsPlanned > 0 && (
          <ProgressBar
            share={run.progress}
            label={`${run.name}: ${statuses[run.status].label}`}
            tone={run.status === 'PAUSED' ? 'paused' : 'running'}
          />
        )}
        <span className="number">{epochsText(run)}</span>
        {run.status === 'PAUSED' ? (
          <span className={classes.paused}>paused</span>
        ) : left === null ? (
          <span className={classes.share}>
            {run.epochsPlanned > 0 ? wholePercent(run.progress) : 'epochs'}
          </span>
        ) : (
          <span className={classes.left} title="Time left at the last measured speed">
            {duration(left)}
          </span>
        )}
      </span>
    )
  }
  const seconds =
    run.startedAt && run.finishedAt ? (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000 : null
  const epochs = run.epochsCompleted < run.epochsPlanned ? epochsText(run) : null
  return (
    <span className={classes.underway} title={run.error ?? counted(run.epochsCompleted, 'epoch')}>
      <span className="number">{seconds === null ? '–' : duration(seconds)}</span>
      {epochs && <span className={classes.quiet}>at {epochs}</span>}
    </span>
  )
}
