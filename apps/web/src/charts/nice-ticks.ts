const INTERVALS = 4
/** Shorter than this share of the values themselves, no axis gets. */
const SMALLEST_SPAN = 0.04
const ROUND = [1, 2, 2.5, 5, 10]

/** Round ticks, equally far apart, that reach from at or below the lowest value to at or above the highest. */
export function niceTicks(values: readonly number[]): number[] {
  const finite = values.filter(Number.isFinite)
  if (finite.length === 0) return [0, 1]
  const smallest = Math.min(...finite)
  const largest = Math.max(...finite)
  // What hardly differs is shown as hardly different, in the middle of the axis.
  const least = SMALLEST_SPAN * Math.max(Math.abs(smallest), Math.abs(largest)) || 1
  const slack = Math.max(0, least - (largest - smallest)) / 2
  const low = smallest >= 0 ? Math.max(0, smallest - slack) : smallest - slack
  const high = largest + slack
  const step = roundUp((high - low) / INTERVALS)
  const first = Math.floor(low / step)
  const last = Math.max(Math.ceil(high / step), first + 1)
  // Multiplied, not added up, and cut to the digits that the step has: 0.3, never 0.30000000000000004.
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)))
}

function roundUp(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value))
  const factor = ROUND.find((round) => round * decade >= value * (1 - 1e-9)) ?? 10
  return factor * decade
}
