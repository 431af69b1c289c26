'use client'

import { ComboboxChevron, TextInput } from '@mantine/core'
import { type ComponentProps, type ComponentType, useEffect, useRef, useState } from 'react'
import { whenSomebodyIsThere } from '../ui/presence.ts'
import { BY_SETTINGS, BY_SETTINGS_LABEL } from './by-settings.ts'
import type { GroupProps, GroupSelect } from './group-select.tsx'

type Select = ComponentType<ComponentProps<typeof GroupSelect>>

/** What the runs are grouped by. A field that looks the same stands for the select until somebody is on the page. */
export function GroupMenu(props: GroupProps) {
  const [Select, setSelect] = useState<Select>()
  const standIn = useRef<HTMLInputElement>(null)
  useEffect(() => {
    whenSomebodyIsThere(() =>
      import('./group-select.tsx').then((module) => setSelect(() => module.GroupSelect)),
    )
  }, [])
  if (Select) return <Select {...props} autoFocus={document.activeElement === standIn.current} />
  return (
    <TextInput
      ref={standIn}
      size="xs"
      w={152}
      readOnly
      pointer
      role="combobox"
      aria-label="Group by"
      aria-haspopup="listbox"
      aria-expanded={false}
      placeholder="No groups"
      value={props.value === BY_SETTINGS ? BY_SETTINGS_LABEL : props.value}
      rightSection={<ComboboxChevron size="xs" />}
      rightSectionPointerEvents="none"
    />
  )
}
