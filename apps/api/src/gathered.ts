/** Reads once for all that is asked in the same turn of the event loop, as by every item of a list. */
export function gathered<Asked, Found>(
  read: (asked: readonly Asked[]) => Promise<Found>,
): (one: Asked) => Promise<Found> {
  let open: { readonly asked: Asked[]; readonly found: Promise<Found> } | undefined
  const begin = () => {
    const asked: Asked[] = []
    const { promise: turnEnds, resolve } = Promise.withResolvers<void>()
    process.nextTick(resolve)
    const found = turnEnds.then(() => {
      open = undefined
      return read(asked)
    })
    return { asked, found }
  }
  return (one) => {
    open ??= begin()
    open.asked.push(one)
    return open.found
  }
}
