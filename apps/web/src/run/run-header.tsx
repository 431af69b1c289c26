'use client'

import { ActionIcon, Button, Menu } from '@mantine/core'
import { Ellipsis, RotateCcw, Square, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { throughput, wholePercent } from '../format/figures.ts'
import { duration } from '../format/time.ts'
import { useDeleteRuns } from '../run-actions/use-delete-runs.tsx'
import { useStopRuns } from '../run-actions/use-stop-runs.tsx'
import { isOver, statuses } from '../run-state/status.ts'
import { timeLeft } from '../run-state/time-left.ts'
import { Age } from '../ui/age.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { StatusIcon } from '../ui/status-icon.tsx'
import { useMayWrite } from '../viewer/viewer-context.tsx'
import type { RunOnPage } from './apply-run-event.ts'
import classes from './run-header.module.css'
import { RunName } from './run-name.tsx'

/** Which run, how far it is, and what can be done with it. Stays in view. */
export function RunHeader({ run }: { readonly run: RunOnPage }) {
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
      {mayWrite && <Actions run={run} />}
    </header>
  )
}

function Actions({ run }: { readonly run: RunOnPage }) {
  const router = useRouter()
  const stop = useStopRuns()
  const remove = useDeleteRuns()
  const [stopping, setStopping] = useState(false)
  const over = isOver(run.status)
  return (
    <div className={classes.actions}>
      <Button
        component={Link}
        href={`/runs/new?from=${run.id}`}
        variant="default"
        leftSection={<RotateCcw size={14} aria-hidden="true" />}
      >
        Launch again
      </Button>
      {!over && (
        <Button
          variant="default"
          className={classes.stop ?? ''}
          leftSection={<Square size={12} fill="currentColor" aria-hidden="true" />}
          loading={stopping}
          onClick={() =>
            stop(
              [run],
              () => setStopping(true),
              () => setStopping(false),
            )
          }
        >
          Stop run
        </Button>
      )}
      {over && (
        <Menu position="bottom-end" width={160}>
          <Menu.Target>
            <ActionIcon size={30} aria-label="More actions">
              <Ellipsis size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              className={classes.danger ?? ''}
              leftSection={<Trash2 size={14} />}
              onClick={() => remove([run], () => router.push('/'))}
            >
              Delete run
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  )
}

function Progress({ run }: { readonly run: RunOnPage }) {
  if (run.status === 'QUEUED') return <p className={classes.progress}>Waits for a free worker</p>
  if (isOver(run.status)) return <Took run={run} />
  const { latestProgress: step } = run
  const speed = step?.examplesPerSecond ?? run.examplesPerSecond
  const left = run.status === 'RUNNING' ? timeLeft(run) : null
  return (
    <div className={classes.progress}>
      <span>
        epoch{' '}
        <span className="number">
          {Math.min(run.epochsCompleted + 1, run.epochsPlanned)}/{run.epochsPlanned}
        </span>
      </span>
      <span className={classes.bar}>
        <ProgressBar
          share={run.progress}
          label="Training"
          tone={run.status === 'PAUSED' ? 'paused' : 'running'}
        />
        {/* A second, thinner bar: how far this epoch is. */}
        <ProgressBar share={step ? step.step / step.stepsPerEpoch : 0} label="This epoch" tone="part" />
      </span>
      <span className={`number ${classes.percent}`}>{wholePercent(run.progress)}</span>
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

function Took({ run }: { readonly run: RunOnPage }) {
  const seconds =
    run.startedAt && run.finishedAt ? (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000 : null
  return (
    <p className={classes.progress}>
      <span>
        <span className="number">
          {run.epochsCompleted}/{run.epochsPlanned}
        </span>{' '}
        epochs{run.status === 'COMPLETED' && run.epochsCompleted < run.epochsPlanned && ', stopped early'}
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
