'use client'

import { Combobox, useCombobox } from '@mantine/core'
import {
  type KeyboardEvent,
  type Ref,
  type RefObject,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useMemo,
} from 'react'
import { Anchor } from '../ui/anchor.tsx'
import classes from './completion-list.module.css'
import { completed, completionsAt, type Known } from './search-completion.ts'

/** What is typed, and where in it. */
export type Asked = { readonly text: string; readonly caret: number }

/** Lets the list have a key first. @returns whether the key was for the list alone */
export type TakeKey = (event: KeyboardEvent<HTMLInputElement>) => boolean

/** What the field says of the list to a screen reader. */
export type FieldOfList = {
  readonly 'aria-controls'?: string | undefined
  readonly 'aria-activedescendant'?: string | undefined
}

type Props = {
  readonly opened: boolean
  readonly asked: Asked | null
  readonly known: Known
  readonly field: RefObject<HTMLInputElement | null>
  readonly takeKey: Ref<TakeKey>
  readonly onField: (field: FieldOfList) => void
  readonly onOpen: () => unknown
  readonly onClose: () => unknown
  readonly onChoose: (text: string, caret: number) => unknown
}

/** What could stand where the caret of the search field is. */
export function CompletionList({ opened, asked, known, onOpen, onClose, onChoose, ...target }: Props) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: what comes to be known meanwhile changes no open list
  const options = useMemo(
    () => (opened && asked ? completionsAt(asked.text, asked.caret, known) : []),
    [opened, asked],
  )
  const combobox = useCombobox({
    opened: options.length > 0,
    onOpenedChange: (open) => (open ? onOpen() : onClose()),
  })
  const unselect = useEffectEvent(() => combobox.resetSelectedOption())
  // biome-ignore lint/correctness/useExhaustiveDependencies: of other options none is selected
  useEffect(() => unselect(), [options])
  const choose = (index: string) => {
    const option = options[Number(index)]
    if (!option || !asked) return
    const { text, caret } = completed(asked.text, option)
    onChoose(text, caret)
  }
  const first = (event: KeyboardEvent) => {
    if (event.key !== 'Tab' || !combobox.dropdownOpened || combobox.getSelectedOptionIndex() < 0) return
    event.preventDefault()
    combobox.clickSelectedOption()
  }
  return (
    <Combobox store={combobox} onOptionSubmit={choose} position="bottom-start" width={320} offset={4}>
      <Combobox.Target targetType="input" withKeyboardNavigation>
        <Field {...target} opened={combobox.dropdownOpened} first={first} />
      </Combobox.Target>
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

type FieldProps = FieldOfList &
  Pick<Props, 'field' | 'takeKey' | 'onField'> & {
    readonly opened: boolean
    /** What the list does with a key before Mantine's combobox does. */
    readonly first: (event: KeyboardEvent) => void
    // What the combobox gives its field:
    readonly ref?: Ref<HTMLElement | null>
    readonly onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void
  }

/** Stands for the search field, to which it hands on what the combobox would do with one of its own. */
function Field({ field, takeKey, onField, opened, first, ref, onKeyDown, ...aria }: FieldProps) {
  const { 'aria-controls': controls, 'aria-activedescendant': active } = aria
  useImperativeHandle(takeKey, () => (event) => {
    first(event)
    onKeyDown?.(event)
    if (!opened || event.key !== 'Escape') return false
    // A search field would also lose its text by it.
    event.preventDefault()
    return true
  })
  useEffect(
    () => onField({ 'aria-controls': controls, 'aria-activedescendant': active }),
    [onField, controls, active],
  )
  return <Anchor at={field} {...(ref && { ref })} />
}
