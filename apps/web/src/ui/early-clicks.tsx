'use client'

import { type ReactNode, useEffect, useRef } from 'react'
import { HYDRATED, type Press } from './early-clicks-script.tsx'

/** Parts of a page that wait for data or for code of their own are hydrated later than the rest. */
const AGAIN_MS = 50
const MOST_TIMES = 400

/** Around all of a page: what was clicked before its code was there is clicked as soon as React answers there. */
export function EarlyClicks({ children }: { readonly children: ReactNode }) {
  const answered = useRef(false)
  useEffect(() => {
    const press = async (button: HTMLElement) => {
      for (let times = 0; times < MOST_TIMES && button.isConnected; times++) {
        // Not at once: in the midst of its own work React answers nothing.
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
        answered.current = false
        // It makes React hydrate the place, as a click would. But a click ticks a box before React knows it unticked.
        button.dispatchEvent(new MouseEvent('auxclick', { bubbles: true }))
        if (answered.current) return button.click()
      }
    }
    const detail: Press = (button) => void press(button)
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
