const MOST = 10
const STEPS = [1, 2, 5]

/** Whole epochs for the x axis: 1, then round numbers, then the last one, at most some ten. */
export function epochTicks(end: number): number[] {
  const step = tickStep(end)
  const round = Array.from({ length: Math.floor(end / step) }, (_, at) => (at + 1) * step)
  // A round number too near to the end would write over it.
  const inner = round.filter((tick) => tick > 1 && tick < end && end - tick >= step * 0.6)
  return end > 1 ? [1, ...inner, end] : [1]
}

function tickStep(end: number): number {
  for (let decade = 1; ; decade *= 10)
    for (const step of STEPS) if (end / (step * decade) <= MOST) return step * decade
}
