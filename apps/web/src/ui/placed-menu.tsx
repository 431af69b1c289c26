'use client'

import { Menu, type MenuProps } from '@mantine/core'
import { Anchor } from './anchor.tsx'
import type { Place } from './use-opener.ts'

/** Mantine's menu beside a button that `useOpener` made. */
export function PlacedMenu({ anchor, children, ...menu }: Place & MenuProps) {
  return (
    <Menu {...menu}>
      <Menu.Target>
        <Anchor at={anchor} />
      </Menu.Target>
      {children}
    </Menu>
  )
}
