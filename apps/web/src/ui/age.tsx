'use client'

import { useSyncExternalStore } from 'react'
import { age, exactTime } from '../format/time.ts'
import { useNow } from './now.tsx'

const never = () => () => {}

/** `5 min ago`, with the exact time on hover. The hover waits for the browser: only it knows the person's time zone. */
export function Age({ at }: { readonly at: string }) {
  const now = useNow()
  const title = useSyncExternalStore(
    never,
    () => exactTime(at),
    () => undefined,
  )
  return (
    <time dateTime={at} title={title} suppressHydrationWarning>
      {age(Date.parse(at), now)}
    </time>
  )
}
