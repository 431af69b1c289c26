/** Tells of a trouble, by its kind. */
export type Warn = (kind: string, message: string) => void

/** One line for the person, on standard error; a closed terminal must not fail a training. */
export function say(message: string): void {
  process.stderr.write(`atelier: ${message}\n`, () => {})
}

/** Tells each kind of trouble once. */
export function onceEach(tell: (message: string) => void): Warn {
  const told = new Set<string>()
  return (kind, message) => {
    if (told.has(kind)) return
    told.add(kind)
    tell(message)
  }
}
