'use client'

import { Button } from '@mantine/core'
import { ChevronDown } from 'lucide-react'
import type { RunStatus } from '#gql/graphql.ts'
import { statuses } from '../run-state/status.ts'
import { later } from '../ui/later.tsx'
import { useOpener } from '../ui/use-opener.ts'

const StatusMenu = later(() => import('./status-menu.tsx').then((module) => module.StatusMenu))

type Props = { readonly value: readonly RunStatus[]; readonly onChange: (value: RunStatus[]) => unknown }

/** Which states are shown; none chosen shows all. */
export function StatusFilter({ value, onChange }: Props) {
  const { button, place } = useOpener('menu')
  const toggle = (status: RunStatus) =>
    onChange(value.includes(status) ? value.filter((other) => other !== status) : [...value, status])
  const label = value.length === 0 ? 'Any status' : value.map((status) => statuses[status].label).join(', ')
  return (
    <>
      <Button
        {...button}
        variant="default"
        data-active={value.length > 0 || undefined}
        rightSection={<ChevronDown size={14} />}
      >
        {label}
      </Button>
      <StatusMenu {...place} value={value} onToggle={toggle} />
    </>
  )
}
