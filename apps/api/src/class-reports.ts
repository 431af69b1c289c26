export type ClassReport = {
  readonly label: string
  /** Null where nothing was said to show the class. */
  readonly precision: number | null
  /** Null where nothing shows the class. */
  readonly recall: number | null
  /** Harmonic mean of the two; null where either is. */
  readonly f1: number | null
  readonly support: number
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

/** Precision, recall and F1 of every class of a confusion matrix `counts[label][prediction]`. */
export function classReports(
  labels: readonly string[],
  counts: readonly (readonly number[])[],
): ClassReport[] {
  return labels.map((label, index) => {
    const found = counts[index]?.[index] ?? 0
    const support = sum(counts[index] ?? [])
    const claimed = sum(counts.map((row) => row[index] ?? 0))
    const f1 = support === 0 || claimed === 0 ? null : (2 * found) / (support + claimed)
    return { label, precision: share(found, claimed), recall: share(found, support), f1, support }
  })
}

/** Share of the examples on the diagonal; 0 when there are none. */
export const accuracyOf = (counts: readonly (readonly number[])[]): number =>
  share(sum(counts.map((row, index) => row[index] ?? 0)), sum(counts.map(sum))) ?? 0
