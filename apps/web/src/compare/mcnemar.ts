export type McNemar = {
  /** How it was computed. */
  readonly method: 'exact binomial' | 'chi-square'
  /** Chi-square with continuity correction, one degree of freedom; null for the exact test. */
  readonly statistic: number | null
  /** Two-sided: how probable a difference at least so large would be were both equally good. */
  readonly pValue: number
}

/** With fewer images on which only one is right, chi-square is no good approximation. */
const EXACT_BELOW = 25

/**
 * McNemar's test of whether two classifiers have the same error rate, from the images that one alone judged rightly:
 * Q. McNemar, Psychometrika 12 (1947) 153, with the continuity correction of A. L. Edwards, Psychometrika 13 (1948)
 * 185, (|b − c| − 1)² / (b + c); below 25 the exact two-sided binomial test with probability 1/2.
 * @param onlyFirst images that the first alone judged rightly @param onlySecond those of the second
 */
export function mcnemar(onlyFirst: number, onlySecond: number): McNemar {
  const discordant = onlyFirst + onlySecond
  if (discordant < EXACT_BELOW)
    return {
      method: 'exact binomial',
      statistic: null,
      pValue: exact(Math.min(onlyFirst, onlySecond), discordant),
    }
  const statistic = Math.max(0, Math.abs(onlyFirst - onlySecond) - 1) ** 2 / discordant
  return { method: 'chi-square', statistic, pValue: erfc(Math.sqrt(statistic / 2)) }
}

/** Twice the probability of at most `fewer` heads in `tosses` of a fair coin, at most 1. */
function exact(fewer: number, tosses: number): number {
  let ways = 1
  let sum = 1
  for (let heads = 1; heads <= fewer; heads++) {
    ways = (ways * (tosses - heads + 1)) / heads
    sum += ways
  }
  return Math.min(1, (2 * sum) / 2 ** tosses)
}

/**
 * Complementary error function for x ≥ 0: the Taylor series of erf (Abramowitz and Stegun 7.1.6) below 2, the continued
 * fraction 7.1.14 from there on. The upper tail of chi-square with one degree of freedom is erfc(√(x/2)).
 */
function erfc(x: number): number {
  if (x < 2) {
    let term = x
    let sum = x
    for (let n = 1; Math.abs(term) > 1e-17 * sum; n++) {
      term *= (2 * x * x) / (2 * n + 1)
      sum += term
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum
  }
  let fraction = 0
  for (let n = 60; n >= 1; n--) fraction = n / 2 / (x + fraction)
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + fraction))
}

/** `0.155`, `0.0063`, `< 0.0001`. */
export const pValueText = (p: number): string =>
  p < 1e-4 ? '< 0.0001' : p >= 0.01 ? p.toFixed(3) : p.toFixed(4)
