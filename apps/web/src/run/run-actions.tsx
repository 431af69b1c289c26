'use client'

import { ActionIcon, Button, Menu } from '@mantine/core'
import {
  Ellipsis,
  GitFork,
  Globe,
  Pause,
  Play,
  RotateCcw,
  SlidersHorizontal,
  Square,
  Trash2,
} from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { ShareDialog } from '../links/share-dialog.tsx'
import { ForkDialog } from '../run-actions/fork-dialog.tsx'
import { SteerDialog } from '../run-actions/steer-dialog.tsx'
import { useDeleteRuns } from '../run-actions/use-delete-runs.tsx'
import { usePauseRun } from '../run-actions/use-pause-run.ts'
import { useStopRuns } from '../run-actions/use-stop-runs.tsx'
import { isOver } from '../run-state/status.ts'
import type { RunOnPage } from './apply-run-event.ts'
import classes from './run-header.module.css'

type Props = { readonly run: RunOnPage; readonly shown: number | null }

/** What can be done with the run as it stands. A script's own run is held and steered by its script. */
export function RunActions({ run, shown }: Props) {
  const router = useRouter()
  const stop = useStopRuns()
  const remove = useDeleteRuns()
  const { pause, resume, waiting } = usePauseRun(run)
  const [stopping, setStopping] = useState(false)
  const [dialog, setDialog] = useState<'steer' | 'fork' | 'share'>()
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
      <Menu position="bottom-end" width={170}>
        <Menu.Target>
          <ActionIcon size={30} aria-label="More actions">
            <Ellipsis size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {trains && (
            <Menu.Item leftSection={<GitFork size={14} />} onClick={() => setDialog('fork')}>
              Fork…
            </Menu.Item>
          )}
          {!over && launched && (
            <Menu.Item leftSection={<RotateCcw size={14} />} component={Link} href={again}>
              Launch again
            </Menu.Item>
          )}
          <Menu.Item leftSection={<Globe size={14} />} onClick={() => setDialog('share')}>
            Public links…
          </Menu.Item>
          {over && (
            <Menu.Item
              className={classes.danger ?? ''}
              leftSection={<Trash2 size={14} />}
              onClick={() => remove([run], () => router.push('/'))}
            >
              Delete run
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {/* Open whatever the run does meanwhile: nothing that is typed goes away by itself. */}
      <SteerDialog run={run} opened={dialog === 'steer'} onClose={() => setDialog(undefined)} />
      <ShareDialog runIds={[run.id]} opened={dialog === 'share'} onClose={() => setDialog(undefined)} />
      <ForkDialog run={run} shown={shown} opened={dialog === 'fork'} onClose={() => setDialog(undefined)} />
    </>
  )
}
