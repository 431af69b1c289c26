/** What the page says about its WebSocket. Idle: nothing on this page is live. */
export type Connection = 'idle' | 'connected' | 'reconnecting'

let state: Connection = 'idle'
const listeners = new Set<() => void>()

export const connection = {
  get: (): Connection => state,
  /** The server renders no dot. */
  getOnServer: (): Connection => 'idle',
  set(next: Connection): void {
    if (next === state) return
    state = next
    for (const listener of listeners) listener()
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}
