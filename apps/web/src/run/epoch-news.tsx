'use client'

import { useEffect, useState } from 'react'
import { counted, percent } from '../format/figures.ts'
import { useNewsPreferences } from '../news/use-preferences.ts'
import { watched } from '../news/watched.ts'
import { epochsText } from '../run-state/epochs-text.ts'
import { isOver, statuses } from '../run-state/status.ts'
import { trainedShare } from '../run-state/trained-share.ts'
import type { RunOnPage } from './apply-run-event.ts'

/** Tells those who listen, not look, what an epoch brought; and the browser's tab how far the run is. */
export function EpochNews({ run }: { readonly run: RunOnPage }) {
  const [first] = useState(run.epochsCompleted)
  const last = run.history.at(-1)
  const title = `${run.name} #${run.number} · Atelier`
  const over = isOver(run.status)
  const paused = run.status === 'PAUSED'
  const { tab } = useNewsPreferences()
  const share = over ? null : trainedShare(run)
  const done = epochsText(run)
  useEffect(() => watched.set(share), [share])
  useEffect(() => () => watched.set(undefined), [])
  useEffect(() => {
    document.title = over || !tab ? title : `${paused ? `Paused ${done} ·` : done} ${title}`
  }, [title, over, paused, tab, done])
  return (
    <p className="visually-hidden" aria-live="polite">
      {paused
        ? `Run paused after ${counted(run.epochsCompleted, 'epoch')}.`
        : last && run.epochsCompleted > first
          ? `Epoch ${last.index}${run.epochsPlanned > 0 ? ` of ${run.epochsPlanned}` : ''}: validation accuracy ${percent(last.validationAccuracy)}. Run ${statuses[run.status].label}.`
          : ''}
    </p>
  )
}
