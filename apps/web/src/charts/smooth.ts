/**
 * Exponential moving average with its start corrected (as Adam corrects its moments), so that a curve begins at its
 * first value. `weight` from 0 (nothing changes) to below 1; nulls stay null.
 */
export function smooth(values: readonly (number | null)[], weight: number): (number | null)[] {
  if (weight <= 0) return [...values]
  let average = 0
  let seen = 0
  return values.map((value) => {
    if (value === null) return null
    average = weight * average + (1 - weight) * value
    seen += 1
    return average / (1 - weight ** seen)
  })
}
