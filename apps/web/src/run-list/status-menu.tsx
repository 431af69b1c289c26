'use client'

import { Checkbox, Menu } from '@mantine/core'
import type { RunStatus } from '#gql/graphql.ts'
import { statuses, statusNames } from '../run-state/status.ts'
import { PlacedMenu } from '../ui/placed-menu.tsx'
import { StatusIcon } from '../ui/status-icon.tsx'
import type { Place } from '../ui/use-opener.ts'
import classes from './status-menu.module.css'

type Props = Place & {
  readonly value: readonly RunStatus[]
  readonly onToggle: (status: RunStatus) => unknown
}

export const StatusMenu = ({ value, onToggle, ...place }: Props) => (
  <PlacedMenu {...place} closeOnItemClick={false} width={180} position="bottom-start">
    <Menu.Dropdown>
      {statusNames.map((status) => (
        <Menu.Item
          key={status}
          role="menuitemcheckbox"
          aria-checked={value.includes(status)}
          leftSection={<StatusIcon status={status} />}
          rightSection={<Checkbox.Indicator checked={value.includes(status)} size="xs" />}
          onClick={() => onToggle(status)}
        >
          <span className={classes.name}>{statuses[status].label}</span>
        </Menu.Item>
      ))}
    </Menu.Dropdown>
  </PlacedMenu>
)
