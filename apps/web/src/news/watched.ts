/** How far the run on this page is, from 0 to 1; null: it is over; undefined: the page shows no run. */
export type Watched = number | null | undefined

let share: Watched
const listeners = new Set<() => void>()

/** Told by the page of a run; heard by the tab's icon, which has finer news from it than from the list's. */
export const watched = {
  get: (): Watched => share,
  getOnServer: (): Watched => undefined,
  set(next: Watched): void {
    if (next === share) return
    share = next
    for (const listener of [...listeners]) listener()
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}
