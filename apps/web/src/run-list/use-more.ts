'use client'

import { useCallback, useEffect, useRef, useState } from 'react'

/** Asks for the next page, once at a time; `failed` until it is asked for again. `more` is another one after each page. */
export function useMore(onMore: (() => Promise<unknown>) | undefined) {
  const now = useRef(onMore)
  const underway = useRef(false)
  const [answered, setAnswered] = useState({ failed: false })
  useEffect(() => {
    now.current = onMore
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: who waits for the next page asks again after each answer
  const ask = useCallback(() => {
    if (underway.current || !now.current) return
    underway.current = true
    void now
      .current()
      .then(
        () => false,
        () => true,
      )
      .then((failed) => {
        underway.current = false
        setAnswered({ failed })
      })
  }, [answered])
  const { failed } = answered
  return { more: onMore && !failed ? ask : undefined, failed, again: ask }
}
