'use client'

import { Menu } from '@mantine/core'
import { GitFork, Globe, RotateCcw, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { PlacedMenu } from '../ui/placed-menu.tsx'
import type { Place } from '../ui/use-opener.ts'
import classes from './run-header.module.css'

export type RunDialog = 'steer' | 'fork' | 'share'

type Props = Place & {
  readonly over: boolean
  /** By the platform, not by a script. */
  readonly launched: boolean
  readonly trains: boolean
  /** The launch page with this run's settings. */
  readonly again: string
  readonly onDialog: (dialog: RunDialog) => unknown
  readonly onDelete: () => unknown
}

/** What is done with a run less often. */
export const RunMenu = ({ over, launched, trains, again, onDialog, onDelete, ...place }: Props) => (
  <PlacedMenu {...place} position="bottom-end" width={170}>
    <Menu.Dropdown>
      {trains && (
        <Menu.Item leftSection={<GitFork size={14} />} onClick={() => onDialog('fork')}>
          Fork…
        </Menu.Item>
      )}
      {!over && launched && (
        <Menu.Item leftSection={<RotateCcw size={14} />} component={Link} href={again}>
          Launch again
        </Menu.Item>
      )}
      <Menu.Item leftSection={<Globe size={14} />} onClick={() => onDialog('share')}>
        Public links…
      </Menu.Item>
      {over && (
        <Menu.Item className={classes.danger ?? ''} leftSection={<Trash2 size={14} />} onClick={onDelete}>
          Delete run
        </Menu.Item>
      )}
    </Menu.Dropdown>
  </PlacedMenu>
)
