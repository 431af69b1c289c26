'use client'

import { type Ref, type RefObject, useImperativeHandle } from 'react'

type Props = { readonly at: RefObject<HTMLElement | null>; readonly ref?: Ref<HTMLElement | null> }

/** Stands for an element that is on the page already: Mantine learns from it where a menu belongs. */
export function Anchor({ at, ref }: Props) {
  useImperativeHandle<HTMLElement | null, HTMLElement | null>(ref, () => at.current, [at])
  return null
}
