'use client'

import { Button, Checkbox, Menu } from '@mantine/core'
import { ChevronDown } from 'lucide-react'
import type { RunStatus } from '#gql/graphql.ts'
import { statuses, statusNames } from '../run-state/status.ts'
import { StatusIcon } from '../ui/status-icon.tsx'
import classes from './status-filter.module.css'

type Props = { readonly value: readonly RunStatus[]; readonly onChange: (value: RunStatus[]) => unknown }

/** Which states are shown; none chosen shows all. */
export function StatusFilter({ value, onChange }: Props) {
  const toggle = (status: RunStatus) =>
    onChange(value.includes(status) ? value.filter((other) => other !== status) : [...value, status])
  const label = value.length === 0 ? 'Any status' : value.map((status) => statuses[status].label).join(', ')
  return (
    <Menu closeOnItemClick={false} width={180} position="bottom-start">
      <Menu.Target>
        <Button
          variant="default"
          data-active={value.length > 0 || undefined}
          rightSection={<ChevronDown size={14} />}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {statusNames.map((status) => (
          <Menu.Item
            key={status}
            role="menuitemcheckbox"
            aria-checked={value.includes(status)}
            leftSection={<StatusIcon status={status} />}
            rightSection={<Checkbox.Indicator checked={value.includes(status)} size="xs" />}
            onClick={() => toggle(status)}
          >
            <span className={classes.name}>{statuses[status].label}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
