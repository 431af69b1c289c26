'use client'

import { type ReactNode, useEffect, useRef } from 'react'
import { HYDRATED, type Listener } from './early-clicks-script.tsx'

/** Parts of a page that wait for data or for code of their own are hydrated later than the rest. */
const AGAIN_MS = 50
const MOST_TIMES = 400

/** Around all of a page: what was clicked before React listens there is clicked as soon as it does. */
export function EarlyClicks({ children }: { readonly children: ReactNode }) {
  const answered = useRef(false)
  useEffect(() => {
    const hears = (button: HTMLElement) => {
      answered.current = false
      // It makes React hydrate the place, as a click would. But a click ticks a box before React knows it unticked.
      button.dispatchEvent(new MouseEvent('auxclick', { bubbles: true }))
      return answered.current
    }
    const waiting = new Set<HTMLElement>()
    const clickLater = async (button: HTMLElement) => {
      if (waiting.has(button)) return
      waiting.add(button)
      for (let times = 0; times < MOST_TIMES && button.isConnected; times++) {
        // Not at once: in the midst of its own work React answers nothing.
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
        if (!hears(button)) continue
        button.click()
        break
      }
      waiting.delete(button)
    }
    const detail: Listener = { hears, clickLater: (button) => void clickLater(button) }
    window.dispatchEvent(new CustomEvent(HYDRATED, { detail }))
  }, [])
  return (
    <div
      style={{ display: 'contents' }}
      onAuxClickCapture={() => {
        answered.current = true
      }}
    >
      {children}
    </div>
  )
}
