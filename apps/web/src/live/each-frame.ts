/** Collects items and hands them over together at the next frame: one paint shows chart, table and progress alike. */
export function eachFrame<Item>(take: (items: readonly Item[]) => void) {
  let waiting: Item[] = []
  let cancel: (() => void) | undefined
  const flush = () => {
    cancel?.()
    cancel = undefined
    const items = waiting
    waiting = []
    if (items.length > 0) take(items)
  }
  return {
    push(item: Item): void {
      waiting.push(item)
      cancel ??= schedule(flush)
    },
    /** Hands over what waits now. */
    flush,
    /** Forgets what waits. */
    drop(): void {
      waiting = []
    },
  }
}

/** A page that nobody sees gets no frames, but its figures go on. */
const WITHOUT_FRAMES_MS = 250

/** Runs once: at the next frame, or after a while without one. */
function schedule(run: () => void): () => void {
  const frame = requestAnimationFrame(run)
  const timer = setTimeout(run, WITHOUT_FRAMES_MS)
  return () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
}
