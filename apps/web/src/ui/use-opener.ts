'use client'

import { type RefObject, useId, useRef, useState } from 'react'

/** Where something opens, and whether it is open. */
export type Place = {
  readonly id: string
  readonly anchor: RefObject<HTMLButtonElement | null>
  readonly opened: boolean
  readonly onChange: (opened: boolean) => void
}

/** A button that opens a menu or a panel beside it. The button is there at once, what it opens may come later. */
export function useOpener(popup: 'menu' | 'dialog') {
  const id = useId()
  const anchor = useRef<HTMLButtonElement>(null)
  const [opened, setOpened] = useState(false)
  const place: Place = { id, anchor, opened, onChange: setOpened }
  return {
    place,
    button: {
      ref: anchor,
      // As Mantine calls both ends.
      id,
      'aria-haspopup': popup,
      'aria-expanded': opened,
      'aria-controls': opened ? `${id}-dropdown` : undefined,
      'data-expanded': opened || undefined,
      onClick: () => setOpened(!opened),
    },
  }
}
