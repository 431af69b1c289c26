'use client'

import { Kbd, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import classes from './search-field.module.css'

type Props = { readonly value: string; readonly onChange: (value: string) => unknown }

/** Search by name; `/` leads here, Escape clears it. */
export function SearchField({ value, onChange }: Props) {
  const [typed, setTyped] = useState(value)
  const tell = useDebouncedCallback(onChange, 150)
  useEffect(() => setTyped(value), [value])
  // `/` on another page leads here.
  useEffect(() => {
    if (window.location.hash === '#search') document.getElementById('search')?.focus()
  }, [])
  const type = (text: string) => {
    setTyped(text)
    tell(text)
  }
  return (
    <TextInput
      className={classes.field ?? ''}
      type="search"
      id="search"
      aria-label="Search the runs"
      placeholder="Search by name or notes"
      leftSection={<Search size={14} aria-hidden="true" />}
      rightSection={typed ? null : <Kbd className={classes.key ?? ''}>/</Kbd>}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        if (typed) type('')
        else event.currentTarget.blur()
      }}
    />
  )
}
