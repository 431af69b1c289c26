'use client'

import { Select } from '@mantine/core'
import { BY_SETTINGS } from './group-runs.ts'

type Props = {
  /** A parameter, BY_SETTINGS, or empty for no groups. */
  readonly value: string
  readonly parameters: readonly string[]
  readonly onChange: (value: string) => unknown
}

/** What the runs are grouped by. */
export function GroupMenu({ value, parameters, onChange }: Props) {
  const names =
    parameters.includes(value) || value === BY_SETTINGS || !value ? parameters : [...parameters, value]
  return (
    <Select
      size="xs"
      w={152}
      aria-label="Group by"
      placeholder="No groups"
      clearable
      searchable
      data={[
        { group: 'Over seeds', items: [{ value: BY_SETTINGS, label: 'All but the seed' }] },
        { group: 'Parameter', items: names.filter((name) => name !== BY_SETTINGS) },
      ]}
      value={value || null}
      onChange={(chosen) => onChange(chosen ?? '')}
    />
  )
}
