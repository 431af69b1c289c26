'use client'

import { useHotkeys } from '@mantine/hooks'
import type { RefObject } from 'react'

/** `j` and `k` walk through the rows' links, `x` chooses the row that has the focus; Enter opens it as any link. */
export function useRowKeys(body: RefObject<HTMLElement | null>): void {
  const step = (by: 1 | -1) => {
    const links = [...(body.current?.querySelectorAll<HTMLAnchorElement>('a[data-row]') ?? [])]
    const row = document.activeElement?.closest('tr')
    const at = links.findIndex((link) => row?.contains(link))
    const next =
      links[at === -1 ? (by === 1 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + by))]
    next?.focus()
    next?.scrollIntoView({ block: 'nearest' })
  }
  useHotkeys([
    ['j', () => step(1)],
    ['k', () => step(-1)],
    [
      'x',
      () =>
        document.activeElement
          ?.closest('tr')
          ?.querySelector<HTMLInputElement>('input[type="checkbox"]')
          ?.click(),
    ],
  ])
}
