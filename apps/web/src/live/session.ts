/** Whether the server still knows who looks at this page. `ended`: it expired, was revoked, or signed out elsewhere. */
export type Session = 'known' | 'ended'

let state: Session = 'known'
const listeners = new Set<() => void>()

function set(next: Session): void {
  if (next === state) return
  state = next
  for (const listener of [...listeners]) listener()
}

/** Told by whoever meets a refusal; heard by the notice, and by what waits for the person to sign in again. */
export const session = {
  get: (): Session => state,
  /** The server sends no page to strangers. */
  getOnServer: (): Session => 'known',
  end: (): void => set('ended'),
  resume: (): void => set('known'),
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

/** Resolves once somebody is signed in: at once, unless the session has ended. */
export function whenKnown(): Promise<void> {
  if (state === 'known') return Promise.resolve()
  return new Promise((resolve) => {
    const stop = session.subscribe(() => {
      stop()
      resolve()
    })
  })
}
