'use client'

import { Kbd, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { Search } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { later } from '../ui/later.tsx'
import type { Asked, FieldOfList, TakeKey } from './completion-list.tsx'
import type { Known } from './search-completion.ts'
import classes from './search-field.module.css'

const CompletionList = later(() => import('./completion-list.tsx').then((module) => module.CompletionList))

export type SearchProblem = { readonly message: string; readonly position: number; readonly length: number }

type Props = {
  readonly value: string
  /** Where the value cannot be read. */
  readonly error: SearchProblem | null
  readonly known: Known
  readonly onChange: (value: string) => unknown
}

/** Search by words, fields and metrics (docs/search.md), which it completes; `/` leads here, Escape clears it. */
export function SearchField({ value, error, known, onChange }: Props) {
  const [typed, setTyped] = useState(value)
  const [asked, setAsked] = useState<Asked | null>(null)
  const [aria, setAria] = useState<FieldOfList>({})
  const [scrolled, setScrolled] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  const takeKey = useRef<TakeKey>(null)
  const tell = useDebouncedCallback(onChange, 150)
  useEffect(() => setTyped(value), [value])
  // `/` on another page leads here.
  useEffect(() => {
    if (window.location.hash === '#search') document.getElementById('search')?.focus()
  }, [])
  const offer = (field: HTMLInputElement) =>
    setAsked({ text: field.value, caret: field.selectionStart ?? field.value.length })
  const type = (text: string, caret: number) => {
    setTyped(text)
    tell(text)
    setAsked({ text, caret })
  }
  const choose = (text: string, caret: number) => {
    type(text, caret)
    requestAnimationFrame(() => input.current?.setSelectionRange(caret, caret))
  }
  const key = (event: KeyboardEvent<HTMLInputElement>) => {
    if (takeKey.current?.(event) || event.key !== 'Escape') return
    if (typed) type('', 0)
    else event.currentTarget.blur()
  }
  const problem = error && typed === value ? error : null
  return (
    <div className={classes.field}>
      <TextInput
        ref={input}
        type="search"
        id="search"
        autoComplete="off"
        spellCheck={false}
        aria-label="Search the runs"
        aria-haspopup="listbox"
        aria-invalid={problem !== null}
        aria-describedby={problem ? 'search-problem' : undefined}
        {...aria}
        placeholder="Search: words, status:, accuracy&gt;0.9"
        error={problem !== null}
        leftSection={<Search size={14} aria-hidden="true" />}
        rightSection={typed ? null : <Kbd className={classes.key ?? ''}>/</Kbd>}
        value={typed}
        onChange={({ currentTarget: { value: text, selectionStart } }) =>
          type(text, selectionStart ?? text.length)
        }
        onFocus={({ currentTarget }) => offer(currentTarget)}
        onBlur={() => setAsked(null)}
        onScroll={({ currentTarget }) => setScrolled(currentTarget.scrollLeft)}
        onKeyDown={key}
      />
      <CompletionList
        opened={asked !== null}
        asked={asked}
        known={known}
        field={input}
        takeKey={takeKey}
        onField={setAria}
        onOpen={() => input.current && offer(input.current)}
        onClose={() => setAsked(null)}
        onChoose={choose}
      />
      {problem && (
        <>
          <Underlined text={value} problem={problem} scrolled={scrolled} />
          <p role="alert" id="search-problem" className={classes.problem}>
            {problem.message}
          </p>
        </>
      )}
    </div>
  )
}

type UnderlinedProps = {
  readonly text: string
  readonly problem: SearchProblem
  /** Pixels that the field is scrolled sideways. */
  readonly scrolled: number
}

/** Lies over the field with the same text, which nobody sees but for the line below the wrong place. */
function Underlined({ text, problem: { position, length }, scrolled }: UnderlinedProps) {
  const wrong = text.slice(position, position + length)
  return (
    <div className={classes.over} aria-hidden="true">
      <span style={{ marginLeft: -scrolled }}>
        {text.slice(0, position)}
        <mark>{wrong || '\u00a0'}</mark>
      </span>
    </div>
  )
}
