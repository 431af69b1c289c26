'use client'

import { Popover, type PopoverProps } from '@mantine/core'
import { Anchor } from './anchor.tsx'
import type { Place } from './use-opener.ts'

/** Mantine's popover beside a button that `useOpener` made. */
export function PlacedPopover({ anchor, children, ...popover }: Place & PopoverProps) {
  return (
    <Popover trapFocus {...popover}>
      <Popover.Target>
        <Anchor at={anchor} />
      </Popover.Target>
      {children}
    </Popover>
  )
}
