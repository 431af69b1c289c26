import { niceTicks } from './nice-ticks.ts'

/** So many labels fit beside an axis. */
const MOST = 8
/** Over less than this a logarithmic axis has the same round ticks as a linear one. */
const NARROW = 5
const MANTISSAS = [1, 2, 5]

export type LogAxis = { readonly domain: readonly [number, number]; readonly ticks: readonly number[] }

/** A logarithmic axis from at or below `low` to at or above `high`, both above zero. It grows in steps of 1, 2, 5. */
export function logAxis(low: number, high: number): LogAxis {
  const [first = 0, ...further] = niceTicks([low, high])
  const last = further.at(-1) ?? first
  if (high / low < NARROW && first > 0) return { domain: [first, last], ticks: [first, ...further] }
  const steps = stepsBetween(low, high)
  const domain = [steps[0] ?? low, steps.at(-1) ?? high] as const
  return { domain, ticks: steps.length <= MOST ? steps : decades(...domain, MOST) }
}

/** 1, 2, 5, 10, ...: those between, and one at or beyond either end. */
function stepsBetween(low: number, high: number): number[] {
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))]
  const all = Array.from({ length: to - from + 1 }, (_, at) =>
    MANTISSAS.map((mantissa) => Number(`${mantissa}e${from + at}`)),
  ).flat()
  return all.slice(
    all.findLastIndex((step) => step <= low * (1 + 1e-9)),
    all.findIndex((step) => step >= high * (1 - 1e-9)) + 1,
  )
}

/** Powers of ten between, each or every so many. */
function decades(low: number, high: number, most: number): number[] {
  const [from, to] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)]
  const every = Math.ceil((to - from + 1) / most)
  const count = Math.floor((to - from) / every) + 1
  return Array.from({ length: count }, (_, at) => Number(`1e${to - at * every}`)).toReversed()
}
