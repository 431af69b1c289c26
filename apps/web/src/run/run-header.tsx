'use client'

import { Button } from '@mantine/core'
import { GitCompareArrows } from 'lucide-react'
import Link from 'next/link'
import { counted, throughput, wholePercent } from '../format/figures.ts'
import { duration } from '../format/time.ts'
import { epochsText } from '../run-state/epochs-text.ts'
import { isOver, statuses } from '../run-state/status.ts'
import { timeLeft } from '../run-state/time-left.ts'
import { trainedShare } from '../run-state/trained-share.ts'
import { Age } from '../ui/age.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { StatusIcon } from '../ui/status-icon.tsx'
import { useMayWrite } from '../viewer/viewer-context.tsx'
import type { RunOnPage } from './apply-run-event.ts'
import { RunActions } from './run-actions.tsx'
import classes from './run-header.module.css'
import { RunName } from './run-name.tsx'

type Props = {
  readonly run: RunOnPage
  /** The epoch that the page shows, if one is chosen. */
  readonly shown: number | null
}

/** Which run, how far it is, and what can be done with it. Stays in view. */
export function RunHeader({ run, shown }: Props) {
  const mayWrite = useMayWrite()
  return (
    <header className={classes.header}>
      <div className={classes.identity}>
        <RunName run={run} />
        <span className={classes.status} data-status={run.status}>
          <StatusIcon status={run.status} />
          {statuses[run.status].label}
        </span>
      </div>
      <Progress run={run} />
      <div className={classes.actions}>
        <Button
          component={Link}
          href={`/compare?runs=${run.id}`}
          variant="default"
          leftSection={<GitCompareArrows size={14} aria-hidden="true" />}
        >
          Compare
        </Button>
        {mayWrite && <RunActions run={run} shown={shown} />}
      </div>
    </header>
  )
}

function Progress({ run }: { readonly run: RunOnPage }) {
  if (run.status === 'QUEUED') return <p className={classes.progress}>Waits for a free worker</p>
  if (isOver(run.status)) return <Took run={run} />
  if (run.epochsPlanned === 0) return <WithoutPlan run={run} />
  const { latestProgress: step } = run
  const running = run.status === 'RUNNING'
  const speed = running ? (step?.examplesPerSecond ?? run.examplesPerSecond) : null
  const left = running ? timeLeft(run) : null
  const epoch = step ? step.step / step.stepsPerEpoch : 0
  const share = trainedShare(run)
  return (
    <div className={classes.progress}>
      <span>
        epoch{' '}
        <span className="number">
          {Math.min(run.epochsCompleted + 1, run.epochsPlanned)}/{run.epochsPlanned}
        </span>
      </span>
      <span className={classes.bar}>
        <ProgressBar share={share} label="Training" tone={run.status === 'PAUSED' ? 'paused' : 'running'} />
        {/* A second, thinner bar: how far this epoch is. */}
        <ProgressBar share={epoch} label="This epoch" tone="part" />
      </span>
      <span className={`number ${classes.percent}`}>{wholePercent(share)}</span>
      {left !== null && (
        <span>
          <span className="number">{duration(left)}</span> left
        </span>
      )}
      {step && (
        <span className={classes.step}>
          step{' '}
          <span className="number">
            {step.step}/{step.stepsPerEpoch}
          </span>
        </span>
      )}
      {speed !== null && <span className="number">{throughput(speed)}</span>}
    </div>
  )
}

/** A script need not tell how many epochs are to come: then nothing says how far it is. */
const WithoutPlan = ({ run }: { readonly run: RunOnPage }) => (
  <p className={classes.progress}>{counted(run.epochsCompleted, 'epoch')} so far</p>
)

function Took({ run }: { readonly run: RunOnPage }) {
  const seconds =
    run.startedAt && run.finishedAt ? (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000 : null
  return (
    <p className={classes.progress}>
      <span>
        <span className="number">{epochsText(run)}</span> epochs
        {run.status === 'COMPLETED' && run.epochsCompleted < run.epochsPlanned && ', stopped early'}
      </span>
      {seconds !== null && (
        <span>
          in <span className="number">{duration(seconds)}</span>
        </span>
      )}
      {run.examplesPerSecond !== null && <span className="number">{throughput(run.examplesPerSecond)}</span>}
      <Age at={run.finishedAt ?? run.createdAt} />
    </p>
  )
}
