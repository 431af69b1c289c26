import * as z from 'zod/mini'

const KEY = 'atelier.news'

const schema = z.object({
  /** A toast on the page when a run ends. */
  toasts: z._default(z.boolean(), true),
  /** The browser's own notification while the page is out of sight. */
  browser: z._default(z.boolean(), false),
  /** Progress in the tab's title and icon. */
  tab: z._default(z.boolean(), true),
})

/** What of the runs' news this browser tells, and how. */
export type NewsPreferences = Readonly<z.output<typeof schema>>

const usual: NewsPreferences = schema.parse({})
const listeners = new Set<() => void>()
let known: NewsPreferences | undefined

function read(): NewsPreferences {
  try {
    return schema.parse(JSON.parse(localStorage.getItem(KEY) ?? '{}'))
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
