type Measured = { readonly history: readonly { readonly validationAccuracy: number | null }[] }

/** Lowest and highest accuracy that the list draws. */
export type Scale = { readonly low: number; readonly high: number }

/** A run that never learnt must not flatten the others: so far below the best, everything is at the bottom. */
const WIDEST = 0.25
const NARROWEST = 0.02

/** One scale for all sparklines and bars of a list, so that rows can be compared by eye. */
export function accuracyScale(runs: readonly Measured[]): Scale {
  let lowest = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const { history } of runs)
    for (const { validationAccuracy: value } of history) {
      if (value === null) continue
      lowest = Math.min(lowest, value)
      high = Math.max(high, value)
    }
  if (high === Number.NEGATIVE_INFINITY) return { low: 0, high: 1 }
  return { low: Math.min(Math.max(lowest, high - WIDEST), high - NARROWEST), high }
}

/** Place on the scale: 0 at its bottom, 1 at its top. */
export const placeOn = ({ low, high }: Scale, value: number): number =>
  Math.min(1, Math.max(0, (value - low) / (high - low)))
