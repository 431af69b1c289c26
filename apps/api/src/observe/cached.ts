/** A reading that is taken again only after `milliseconds`; undefined when it failed. */
export function cached<T>(read: () => Promise<T>, milliseconds: number): () => Promise<T | undefined> {
  let taken: { readonly at: number; readonly value: Promise<T | undefined> } | undefined
  return () => {
    if (!taken || performance.now() - taken.at > milliseconds)
      taken = { at: performance.now(), value: read().catch(() => undefined) }
    return taken.value
  }
}
