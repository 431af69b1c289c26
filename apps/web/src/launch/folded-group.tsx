'use client'

import { ChevronRight } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { get, useFormContext } from 'react-hook-form'
import classes from './folded-group.module.css'
import type { LaunchField, LaunchValues } from './launch-values.ts'

type Props = {
  readonly title: string
  /** How it stands, in a few words: enough not to open it. */
  readonly state: string
  readonly changed: boolean
  /** Where its fields lie: an error there opens it. */
  readonly at: readonly LaunchField[]
  readonly children: ReactNode
  readonly onOpen?: (open: boolean) => unknown
}

/** Settings that are rarely changed, folded away behind one line that says how they stand. */
export function FoldedGroup({ title, state, changed, at, children, onOpen }: Props) {
  const { formState } = useFormContext<LaunchValues>()
  const ref = useRef<HTMLDetailsElement>(null)
  const wrong = at.some((place) => get(formState.errors, place) !== undefined)
  // It opens by itself but never closes on somebody who is typing.
  useEffect(() => {
    if (wrong && ref.current) ref.current.open = true
  }, [wrong])
  return (
    <details ref={ref} className={classes.group} onToggle={(event) => onOpen?.(event.currentTarget.open)}>
      <summary>
        <ChevronRight size={14} aria-hidden="true" />
        <span className={classes.title}>{title}</span>
        <span className={classes.state}>
          {state}
          {changed && <span className={classes.changed}> (changed)</span>}
        </span>
      </summary>
      <div className={classes.fields}>{children}</div>
    </details>
  )
}
