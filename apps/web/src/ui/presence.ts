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
