import { fieldOf } from '../live/field-of.ts'

const KEY = 'atelier.news'

/** What of the runs' news this browser tells, and how. */
export type NewsPreferences = {
  /** A toast on the page when a run ends. */
  readonly toasts: boolean
  /** The browser's own notification while the page is out of sight. */
  readonly browser: boolean
  /** Progress in the tab's title and icon. */
  readonly tab: boolean
}

const usual: NewsPreferences = { toasts: true, browser: false, tab: true }
const listeners = new Set<() => void>()
let known: NewsPreferences | undefined

function read(): NewsPreferences {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    const choice = (name: keyof NewsPreferences) => {
      const value = fieldOf(kept, name)
      return typeof value === 'boolean' ? value : usual[name]
    }
    return { toasts: choice('toasts'), browser: choice('browser'), tab: choice('tab') }
  } catch {
    // A browser that keeps nothing, or something else under this name: the usual.
    return usual
  }
}

/** The choice is kept in the browser, and heard by its other pages. */
export const preferences = {
  get: (): NewsPreferences => {
    known ??= read()
    return known
  },
  getOnServer: (): NewsPreferences => usual,
  change(change: Partial<NewsPreferences>): void {
    known = { ...preferences.get(), ...change }
    try {
      localStorage.setItem(KEY, JSON.stringify(known))
    } catch {
      // It holds for this page at least.
    }
    for (const listener of [...listeners]) listener()
  },
  subscribe(listener: () => void): () => void {
    const heard = ({ key }: StorageEvent) => {
      if (key !== KEY && key !== null) return
      known = undefined
      listener()
    }
    listeners.add(listener)
    window.addEventListener('storage', heard)
    return () => {
      listeners.delete(listener)
      window.removeEventListener('storage', heard)
    }
  },
}
