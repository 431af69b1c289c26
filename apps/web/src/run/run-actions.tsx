'use client'

import { ActionIcon, Button } from '@mantine/core'
import { Ellipsis, GitFork, Pause, Play, RotateCcw, SlidersHorizontal, Square } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useDeleteRuns } from '../run-actions/use-delete-runs.tsx'
import { usePauseRun } from '../run-actions/use-pause-run.ts'
import { useStopRuns } from '../run-actions/use-stop-runs.tsx'
import { isOver } from '../run-state/status.ts'
import { later } from '../ui/later.tsx'
import { useOpener } from '../ui/use-opener.ts'
import type { RunOnPage } from './apply-run-event.ts'
import classes from './run-header.module.css'
import type { RunDialog } from './run-menu.tsx'

const RunMenu = later(() => import('./run-menu.tsx').then((module) => module.RunMenu))
const ShareDialog = later(() => import('../links/share-dialog.tsx').then((module) => module.ShareDialog))
const ForkDialog = later(() => import('../run-actions/fork-dialog.tsx').then((module) => module.ForkDialog))
const SteerDialog = later(() =>
  import('../run-actions/steer-dialog.tsx').then((module) => module.SteerDialog),
)

type Props = { readonly run: RunOnPage; readonly shown: number | null }

/** What can be done with the run as it stands. A script's own run is held and steered by its script. */
export function RunActions({ run, shown }: Props) {
  const router = useRouter()
  const { button, place } = useOpener('menu')
  const stop = useStopRuns()
  const remove = useDeleteRuns()
  const { pause, resume, waiting } = usePauseRun(run)
  const [stopping, setStopping] = useState(false)
  const [dialog, setDialog] = useState<RunDialog>()
  const over = isOver(run.status)
  const launched = run.config !== null
  const trains = launched && (run.status === 'RUNNING' || run.status === 'PAUSED')
  const again = `/runs/new?from=${run.id}`
  return (
    <>
      {trains && run.status === 'RUNNING' && (
        <Button
          variant="default"
          leftSection={<Pause size={14} aria-hidden="true" />}
          loading={waiting}
          onClick={() => void pause()}
        >
          Pause
        </Button>
      )}
      {trains && run.status === 'PAUSED' && (
        <Button
          leftSection={<Play size={14} aria-hidden="true" />}
          loading={waiting}
          onClick={() => void resume()}
        >
          Resume
        </Button>
      )}
      {trains && (
        <Button
          variant="default"
          leftSection={<SlidersHorizontal size={14} aria-hidden="true" />}
          onClick={() => setDialog('steer')}
        >
          Change…
        </Button>
      )}
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
      {over && launched && (
        <Button
          component={Link}
          href={again}
          variant="default"
          leftSection={<RotateCcw size={14} aria-hidden="true" />}
        >
          Launch again
        </Button>
      )}
      {over && launched && (
        <Button
          variant="default"
          leftSection={<GitFork size={14} aria-hidden="true" />}
          onClick={() => setDialog('fork')}
        >
          Fork…
        </Button>
      )}
      <ActionIcon {...button} size={30} aria-label="More actions">
        <Ellipsis size={16} />
      </ActionIcon>
      <RunMenu
        {...place}
        over={over}
        launched={launched}
        trains={trains}
        again={again}
        onDialog={setDialog}
        onDelete={() => remove([run], () => router.push('/'))}
      />
      {/* Open whatever the run does meanwhile: nothing that is typed goes away by itself. */}
      <SteerDialog run={run} opened={dialog === 'steer'} onClose={() => setDialog(undefined)} />
      <ShareDialog runIds={[run.id]} opened={dialog === 'share'} onClose={() => setDialog(undefined)} />
      <ForkDialog run={run} shown={shown} opened={dialog === 'fork'} onClose={() => setDialog(undefined)} />
    </>
  )
}
