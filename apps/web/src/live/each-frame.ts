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
  }
}

/** A page in the background gets no frames, but its figures go on. */
function schedule(run: () => void): () => void {
  if (document.visibilityState === 'hidden') {
    const timer = setTimeout(run, 250)
    return () => clearTimeout(timer)
  }
  const frame = requestAnimationFrame(run)
  return () => cancelAnimationFrame(frame)
}
