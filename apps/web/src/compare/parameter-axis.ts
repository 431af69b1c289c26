import { niceTicks } from '../charts/nice-ticks.ts'
import { rateAxis } from '../charts/rate-axis.ts'
import { type SettingValue, settingText } from '../format/setting-value.ts'

export type ParameterAxis = {
  readonly scale: 'linear' | 'log'
  readonly ticks: readonly number[]
  /** Where a value lies; null where a run has none. */
  readonly place: (value: SettingValue | undefined) => number | null
  readonly format: (place: number) => string
}

/** An axis for the values of one parameter: numbers by their size, over decades if need be; everything else side by side. */
export function parameterAxis(values: readonly (SettingValue | undefined)[]): ParameterAxis {
  const given = values.filter((value) => value !== undefined && value !== null)
  const numbers = given.filter((value) => typeof value === 'number')
  if (numbers.length === given.length && numbers.length > 0) {
    const lowest = Math.min(...numbers)
    const log = lowest > 0 && Math.max(...numbers) / lowest > 10.001
    const { scale, ticks } = log ? rateAxis(numbers) : { scale: 'linear' as const, ticks: niceTicks(numbers) }
    return {
      ...{ scale, ticks },
      place: (value) => (typeof value === 'number' ? value : null),
      format: (place) => (scale === 'log' ? place.toExponential().replace('e+', 'e') : String(place)),
    }
  }
  const words = [...new Set(given.map(settingText))].sort((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  )
  return {
    ...{ scale: 'linear', ticks: words.length === 0 ? [0, 1] : words.map((_, at) => at) },
    place: (value) => {
      const at = value === undefined || value === null ? -1 : words.indexOf(settingText(value))
      return at === -1 ? null : at
    },
    format: (place) => words[place] ?? '',
  }
}

/** Where on an axis a place lies, from 0 at its first tick to 1 at its last. */
export function shareOf({ scale, ticks }: Pick<ParameterAxis, 'scale' | 'ticks'>, place: number): number {
  const [from = 0, to = 1] = [ticks[0], ticks.at(-1)]
  if (from === to) return 0.5
  return scale === 'log'
    ? (Math.log(place) - Math.log(from)) / (Math.log(to) - Math.log(from))
    : (place - from) / (to - from)
}
