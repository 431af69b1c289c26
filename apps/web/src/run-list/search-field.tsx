'use client'

import { Combobox, Kbd, TextInput, useCombobox } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { Search } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { type Completion, completed, completionsAt, type Known } from './search-completion.ts'
import classes from './search-field.module.css'

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
  const [options, setOptions] = useState<readonly Completion[]>([])
  const [scrolled, setScrolled] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const tell = useDebouncedCallback(onChange, 150)
  useEffect(() => setTyped(value), [value])
  // `/` on another page leads here.
  useEffect(() => {
    if (window.location.hash === '#search') document.getElementById('search')?.focus()
  }, [])
  const offer = (text: string, caret: number | null) => {
    const found = completionsAt(text, caret ?? text.length, known)
    setOptions(found)
    combobox.resetSelectedOption()
    if (found.length > 0) combobox.openDropdown()
    else combobox.closeDropdown()
  }
  const type = (text: string, caret: number | null) => {
    setTyped(text)
    tell(text)
    offer(text, caret)
  }
  const choose = (index: string) => {
    const option = options[Number(index)]
    if (!option) return
    const { text, caret } = completed(typed, option)
    type(text, caret)
    requestAnimationFrame(() => input.current?.setSelectionRange(caret, caret))
  }
  const key = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Tab' && combobox.dropdownOpened && combobox.getSelectedOptionIndex() >= 0) {
      event.preventDefault()
      combobox.clickSelectedOption()
    }
    if (event.key !== 'Escape') return
    if (combobox.dropdownOpened) combobox.closeDropdown()
    else if (typed) type('', 0)
    else event.currentTarget.blur()
  }
  const problem = error && typed === value ? error : null
  return (
    <Combobox store={combobox} onOptionSubmit={choose} position="bottom-start" width={320} offset={4}>
      <div className={classes.field}>
        <Combobox.Target targetType="input" withKeyboardNavigation>
          <TextInput
            ref={input}
            type="search"
            id="search"
            autoComplete="off"
            spellCheck={false}
            aria-label="Search the runs"
            aria-invalid={problem !== null}
            aria-describedby={problem ? 'search-problem' : undefined}
            placeholder="Search: words, status:, accuracy&gt;0.9"
            error={problem !== null}
            leftSection={<Search size={14} aria-hidden="true" />}
            rightSection={typed ? null : <Kbd className={classes.key ?? ''}>/</Kbd>}
            value={typed}
            onChange={({ currentTarget }) => type(currentTarget.value, currentTarget.selectionStart)}
            onFocus={({ currentTarget }) => offer(currentTarget.value, currentTarget.selectionStart)}
            onBlur={() => combobox.closeDropdown()}
            onScroll={({ currentTarget }) => setScrolled(currentTarget.scrollLeft)}
            onKeyDown={key}
          />
        </Combobox.Target>
        {problem && (
          <>
            <Underlined text={value} problem={problem} scrolled={scrolled} />
            <p role="alert" id="search-problem" className={classes.problem}>
              {problem.message}
            </p>
          </>
        )}
      </div>
      <Combobox.Dropdown hidden={options.length === 0}>
        <Combobox.Options aria-label="Completions">
          {options.map(({ text, hint }, index) => (
            <Combobox.Option key={`${text} ${hint}`} value={String(index)} className={classes.option ?? ''}>
              <code>{text}</code>
              <span>{hint}</span>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
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
