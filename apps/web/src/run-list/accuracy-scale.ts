type Measured = { readonly history: readonly { readonly validationAccuracy: number | null }[] }

/** Lowest and highest accuracy that the list draws. */
export type Scale = { readonly low: number; readonly high: number }

/** A run that never learnt must not flatten the others: so far below the best, everything is at the bottom. */
const WIDEST = 0.25
const NARROWEST = 0.02

/** One scale for all sparklines and bars of a list, so that rows can be compared by eye. */
export function accuracyScale(runs: readonly Measured[]): Scale {
  const values = runs.flatMap((run) => run.history.flatMap((epoch) => epoch.validationAccuracy ?? []))
  if (values.length === 0) return { low: 0, high: 1 }
  const high = Math.max(...values)
  const low = Math.max(Math.min(...values), high - WIDEST)
  return { low: Math.min(low, high - NARROWEST), high }
}

/** Place on the scale: 0 at its bottom, 1 at its top. */
export const placeOn = ({ low, high }: Scale, value: number): number =>
  Math.min(1, Math.max(0, (value - low) / (high - low)))
