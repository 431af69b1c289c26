const SIGNS = ['pointermove', 'pointerdown', 'keydown'] as const

const somebody = new Promise<void>((resolve) => {
  if (typeof window === 'undefined') return
  const stop = new AbortController()
  const seen = () => {
    stop.abort()
    resolve()
  }
  for (const sign of SIGNS) window.addEventListener(sign, seen, { capture: true, signal: stop.signal })
})

/** Runs once a person has moved the pointer, touched or pressed a key: what they may ask for next can be fetched then. */
export function whenSomebodyIsThere(run: () => unknown): void {
  void somebody.then(run)
}

/** A page that is never idle is kept waiting no longer. */
const LONGEST_MS = 2_000

let idle: Promise<void> | undefined

/** Resolves once the page stands and the browser has a moment, or as soon as somebody is there. For effects: it asks the window. */
export function whenIdle(): Promise<void> {
  idle ??= Promise.race([somebody, loaded().then(moment)])
  return idle
}

const loaded = () =>
  new Promise<unknown>((resolve) => {
    if (document.readyState === 'complete') resolve(undefined)
    else window.addEventListener('load', resolve, { once: true })
  })

const moment = () =>
  new Promise<void>((resolve) => {
    // Safari has no such callback.
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: LONGEST_MS })
    else setTimeout(resolve)
  })
