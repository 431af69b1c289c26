'use client'

import { useSyncExternalStore } from 'react'
import { exactTime } from '../format/time.ts'

const never = () => () => {}

/** A moment in the person's own time zone, which only the browser knows: the server leaves the place empty. */
export function ExactTime({ at }: { readonly at: string | null }) {
  const text = useSyncExternalStore(
    never,
    () => (at === null ? '–' : exactTime(at)),
    () => '\u00a0',
  )
  return at === null ? text : <time dateTime={at}>{text}</time>
}
