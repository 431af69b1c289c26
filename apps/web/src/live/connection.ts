/** What the page says about its live connection. Idle: nothing on this page is live. */
export type Connection = 'idle' | 'connected' | 'reconnecting'

let socket: Connection = 'idle'
/** Parts of the page that should be live and are not yet there. */
let missing = 0
const listeners = new Set<() => void>()

function change(make: () => void): void {
  const before = connection.get()
  make()
  if (connection.get() === before) return
  for (const listener of [...listeners]) listener()
}

export const connection = {
  get: (): Connection => (missing > 0 ? 'reconnecting' : socket),
  /** The server renders no dot. */
  getOnServer: (): Connection => 'idle',
  /** How the WebSocket is. */
  set: (next: Connection): void =>
    change(() => {
      socket = next
    }),
  /** A part that keeps the page up to date could not be fetched. @returns what tells that it has come */
  lack(): () => void {
    change(() => {
      missing += 1
    })
    return () =>
      change(() => {
        missing -= 1
      })
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}
