/** Steps at equal distances: the first, how many, and the distance between two. */
export type StepRun = [first: number, count: number, stride: number]

/** Distinct steps as few runs at equal distances, in the order that they came in. */
export function stepRunsOf(steps: readonly number[]): StepRun[] {
  const runs: StepRun[] = []
  let at = 0
  while (at < steps.length) {
    const first = steps[at] ?? 0
    const stride = (steps[at + 1] ?? first + 1) - first
    let count = 1
    while (at + count < steps.length && steps[at + count] === first + count * stride) count += 1
    runs.push([first, count, count === 1 ? 1 : stride])
    at += count
  }
  return runs
}

export const stepsOf = (runs: readonly StepRun[]): number[] =>
  runs.flatMap(([first, count, stride]) =>
    Array.from({ length: count }, (_, offset) => first + offset * stride),
  )
