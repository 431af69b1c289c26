'use client'

import { Kbd, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import classes from './search-field.module.css'

export type SearchProblem = { readonly message: string; readonly position: number; readonly length: number }

type Props = {
  readonly value: string
  /** Where the value cannot be read. */
  readonly error: SearchProblem | null
  readonly onChange: (value: string) => unknown
}

/** Search by words, fields and metrics (docs/search.md); `/` leads here, Escape clears it. */
export function SearchField({ value, error, onChange }: Props) {
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
      placeholder="Search: words, status:, accuracy&gt;0.9"
      error={error && typed === value && <Explained text={value} problem={error} />}
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

/** The text with the wrong place marked, and what is wrong with it. */
function Explained({
  text,
  problem: { message, position, length },
}: {
  text: string
  problem: SearchProblem
}) {
  const wrong = text.slice(position, position + length)
  return (
    <span role="alert">
      <code className={classes.place}>
        {text.slice(0, position)}
        <mark>{wrong || '\u2038'}</mark>
        {text.slice(position + length)}
      </code>{' '}
      {message}
    </span>
  )
}
