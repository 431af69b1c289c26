'use client'

import { Select } from '@mantine/core'
import { BY_SETTINGS, BY_SETTINGS_LABEL } from './by-settings.ts'

type Focused = { readonly autoFocus: boolean }

export type GroupProps = {
  /** A parameter, BY_SETTINGS, or empty for no groups. */
  readonly value: string
  readonly parameters: readonly string[]
  readonly onChange: (value: string) => unknown
}

/** What the runs are grouped by. */
export function GroupSelect({ value, parameters, onChange, autoFocus }: GroupProps & Focused) {
  const names =
    parameters.includes(value) || value === BY_SETTINGS || !value ? parameters : [...parameters, value]
  return (
    <Select
      size="xs"
      autoFocus={autoFocus}
      w={152}
      aria-label="Group by"
      placeholder="No groups"
      clearable
      searchable
      data={[
        { group: 'Over seeds', items: [{ value: BY_SETTINGS, label: BY_SETTINGS_LABEL }] },
        { group: 'Parameter', items: names.filter((name) => name !== BY_SETTINGS) },
      ]}
      value={value || null}
      onChange={(chosen) => onChange(chosen ?? '')}
    />
  )
}
