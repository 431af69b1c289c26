import { logAxis } from './log-ticks.ts'
import { niceTicks } from './nice-ticks.ts'

export type ValueAxis = {
  readonly scale: 'linear' | 'log'
  readonly domain: readonly [number, number]
  readonly ticks: readonly number[]
}

/** The y axis for these values: logarithmic where that is asked for and any of them is above zero. */
export function valueAxisOf(values: readonly number[], log: boolean): ValueAxis {
  const positive = log ? values.filter((value) => Number.isFinite(value) && value > 0) : []
  if (positive.length > 0) {
    const [low, high] = positive.reduce(
      ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
      [Infinity, -Infinity],
    )
    return { scale: 'log', ...logAxis(low, high) }
  }
  const ticks = niceTicks(values)
  return { scale: 'linear', domain: [ticks[0] ?? 0, ticks.at(-1) ?? 1], ticks }
}
