'use client'

import { useQueryStates } from 'nuqs'
import type { RunOnPage } from './apply-run-event.ts'
import { viewParsers } from './view.ts'

/** What of a run is looked at, as the address has it; a pinned epoch lies among those that there are. */
export function useRunView(history: RunOnPage['history']) {
  const [view, setView] = useQueryStates(viewParsers)
  const newest = history.at(-1)?.index
  const pinned =
    view.epoch !== null && newest !== undefined ? Math.min(Math.max(1, view.epoch), newest) : null
  const pin = (epoch: number | null) => setView({ epoch: epoch === newest ? null : epoch })
  return { view, setView, pinned, pin }
}
