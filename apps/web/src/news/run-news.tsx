'use client'

import { usePathname, useRouter } from 'next/navigation'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { NewsRunFragment as NewsRun } from '#gql/graphql.ts'
import { wholePercent } from '../format/figures.ts'
import { showTabIcon, type TabSign } from './tab-icon.ts'
import { showBrowserNotification, showToast } from './tell-end.tsx'
import { sharedProgress } from './underway.ts'
import { useNewsPreferences } from './use-preferences.ts'
import { useRunNews } from './use-run-news.ts'
import { useTitlePrefix } from './use-title-prefix.ts'
import { watched } from './watched.ts'

/** Tells that a run of the workspace has ended or failed, and shows in the tab how far what trains is. */
export function RunNews() {
  const router = useRouter()
  const path = usePathname()
  const chosen = useNewsPreferences()
  const [missed, setMissed] = useState<'COMPLETED' | 'FAILED' | null>(null)
  // Told before: a run whose last epoch and end come apart is news once.
  const told = useRef(new Set<string>())
  const underway = useRunNews((run: NewsRun) => {
    if ((run.status !== 'COMPLETED' && run.status !== 'FAILED') || told.current.has(run.id)) return
    told.current.add(run.id)
    const href = `/runs/${run.id}`
    const open = () => router.push(href)
    const hidden = document.visibilityState === 'hidden'
    // Whoever looks at the run sees it end.
    if (chosen.toasts && (hidden || path !== href)) showToast(run, open)
    if (chosen.browser && hidden) showBrowserNotification(run, open)
    if (hidden) setMissed(run.status)
  })
  useEffect(() => {
    const seen = () => {
      if (document.visibilityState === 'visible') setMissed(null)
    }
    document.addEventListener('visibilitychange', seen)
    return () => document.removeEventListener('visibilitychange', seen)
  }, [])
  const ofPage = useSyncExternalStore(watched.subscribe, watched.get, watched.getOnServer)
  const all = sharedProgress(underway)
  const share = ofPage === undefined ? all : ofPage
  const sign: TabSign | null = missed ?? (share === null ? null : { share })
  useEffect(() => {
    showTabIcon(chosen.tab ? sign : null)
  })
  useEffect(() => () => showTabIcon(null), [])
  // The page of a run says it in epochs, by itself.
  useTitlePrefix(chosen.tab && ofPage === undefined && all !== null ? wholePercent(all) : null)
  return null
}
