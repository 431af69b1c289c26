'use client'

import { createContext, type ReactNode, startTransition, useContext, useEffect, useState } from 'react'

const TICK_MS = 5_000

const Now = createContext(0)

/** One clock for all ages on a page. It starts with the server's time, so that both render the same words. */
export function NowProvider({ start, children }: { readonly start: number; readonly children: ReactNode }) {
  const [now, setNow] = useState(start)
  useEffect(() => {
    // As a transition: an urgent change of context makes React throw away what it has not hydrated yet.
    const tick = () => startTransition(() => setNow(Date.now()))
    tick()
    const timer = setInterval(tick, TICK_MS)
    return () => clearInterval(timer)
  }, [])
  return <Now value={now}>{children}</Now>
}

/** Milliseconds since 1970, a few seconds old at most. */
export const useNow = (): number => useContext(Now)
