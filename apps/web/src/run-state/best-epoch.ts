type Measured = { readonly index: number; readonly validationAccuracy: number | null }

/** The epoch with the highest validation accuracy, the first of them where several share it. */
export function bestEpoch<Epoch extends Measured>(history: readonly Epoch[]): Epoch | undefined {
  let best: Epoch | undefined
  for (const epoch of history) {
    if (epoch.validationAccuracy === null) continue
    if (
      best === undefined ||
      epoch.validationAccuracy > (best.validationAccuracy ?? Number.NEGATIVE_INFINITY)
    )
      best = epoch
  }
  return best
}
