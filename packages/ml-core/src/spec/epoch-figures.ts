/** What a finished epoch told: all that schedules and early stopping look at. */
export type EpochFigures = {
  readonly loss: number
  readonly accuracy: number
  readonly validationLoss: number
  readonly validationAccuracy: number
}

export const MONITORS = ['loss', 'accuracy', 'validationLoss', 'validationAccuracy'] as const
/** A figure to watch. Losses should fall, accuracies should rise. */
export type Monitor = (typeof MONITORS)[number]

/**
 * Whether a figure is better than the best before it by more than minDelta, as Keras's callbacks judge it.
 * Anything is better than nothing; no number (NaN) is better than none.
 */
export function improves(monitor: Monitor, minDelta: number, value: number, best: number | null): boolean {
  if (best === null) return true
  return monitor === 'loss' || monitor === 'validationLoss'
    ? value + minDelta < best
    : value - minDelta > best
}
