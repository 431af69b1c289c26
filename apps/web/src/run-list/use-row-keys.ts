'use client'

import { useHotkeys } from '@mantine/hooks'
import { type RefObject, useRef } from 'react'

type Options = {
  readonly body: RefObject<HTMLElement | null>
  readonly ids: readonly string[]
  /** Brings a row into view, which draws it. */
  readonly reveal: (index: number) => void
  readonly onToggle: ((id: string, extend: boolean) => void) | undefined
}

/** Frames until a row that was scrolled to is surely drawn. */
const PATIENCE = 10

/**
 * `j` and `k` walk through the rows' links, `x` chooses the row that has the focus, Shift and `x` all rows from the one
 * that was chosen before; Enter opens it as any link.
 */
export function useRowKeys({ body, ids, reveal, onToggle }: Options): void {
  // The row that is about to have the focus: by then the one that had it may no longer be drawn.
  const goal = useRef<string>(undefined)
  const focused = () =>
    goal.current ?? document.activeElement?.closest<HTMLElement>('tr[data-id]')?.dataset.id
  const focus = (id: string, patience = PATIENCE) => {
    if (goal.current !== id) return
    const link = body.current?.querySelector<HTMLElement>(`a[data-row="${CSS.escape(id)}"]`)
    link?.focus({ preventScroll: true })
    if (link || patience === 0) goal.current = undefined
    else requestAnimationFrame(() => focus(id, patience - 1))
  }
  const step = (by: 1 | -1) => {
    const here = focused()
    const at = here === undefined ? -1 : ids.indexOf(here)
    const next = at === -1 ? (by === 1 ? 0 : ids.length - 1) : at + by
    const id = ids[next]
    if (id === undefined) return
    goal.current = id
    reveal(next)
    focus(id)
  }
  const toggle = (extend: boolean) => {
    const id = focused()
    if (id !== undefined) onToggle?.(id, extend)
  }
  useHotkeys([
    ['j', () => step(1)],
    ['k', () => step(-1)],
    ['x', () => toggle(false)],
    ['shift+x', () => toggle(true)],
  ])
}
