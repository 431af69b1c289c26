import { niceTicks } from './nice-ticks.ts'

export type RateAxis = { readonly scale: 'linear' | 'log'; readonly ticks: readonly number[] }

/** So many decades get a label each. */
const MOST = 5

/** Axis of a learning rate: logarithmic over more than a decade, unless it reaches zero; else from zero up. */
export function rateAxis(rates: readonly number[]): RateAxis {
  const lowest = Math.min(...rates)
  const highest = Math.max(...rates)
  // A hair more than ten: a rate comes as a 32-bit number.
  if (lowest <= 0 || highest / lowest <= 10.001) return { scale: 'linear', ticks: niceTicks([0, ...rates]) }
  const from = Math.floor(Math.log10(lowest) + 1e-6)
  const to = Math.ceil(Math.log10(highest) - 1e-6)
  const step = Math.ceil((to - from) / MOST)
  const count = Math.ceil((to - from) / step)
  // From the top down, where the larger rates are; the lowest tick may lie below the lowest rate.
  const exponents = Array.from({ length: count + 1 }, (_, at) => to - at * step).toReversed()
  return { scale: 'log', ticks: exponents.map((exponent) => Number(`1e${exponent}`)) }
}
