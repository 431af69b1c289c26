/** One figure of the table of targets. */
export type Row = {
  readonly measure: string
  readonly value: number
  readonly unit: string
  readonly target: number
  readonly met: boolean
}

export const atLeast = (measure: string, value: number, unit: string, target: number): Row => ({
  ...{ measure, value: rounded(value), unit, target, met: value >= target },
})

export const atMost = (measure: string, value: number, unit: string, target: number): Row => ({
  ...{ measure, value: rounded(value), unit, target, met: value <= target },
})

const rounded = (value: number): number => (value >= 100 ? Math.round(value) : Math.round(value * 10) / 10)

/** The value below which a share of all values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}
