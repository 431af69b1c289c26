const MOST = 10
const STEPS = [1, 2, 5]

/** Whole epochs for the x axis: 1, then round numbers, then the last one, at most some ten. */
export function epochTicks(end: number): number[] {
  const step = Math.max(1, tickStep(end))
  const round = Array.from({ length: Math.floor(end / step) }, (_, at) => (at + 1) * step)
  // A round number too near to the end would write over it.
  const inner = round.filter((tick) => tick > 1 && tick < end && end - tick >= step * 0.6)
  return end > 1 ? [1, ...inner, end] : [1]
}

/** Round places of a stretch of the axis, within an epoch too: at most some ten. */
export function ticksBetween(from: number, to: number): number[] {
  const step = tickStep(to - from)
  const first = Math.ceil(from / step - 1e-9)
  const count = Math.floor(to / step + 1e-9) - first + 1
  return Array.from({ length: count }, (_, at) => Number(((first + at) * step).toPrecision(12)))
}

function tickStep(length: number): number {
  const smallest = Math.min(0, Math.floor(Math.log10(length / MOST)))
  for (let decade = 10 ** smallest; ; decade *= 10)
    for (const step of STEPS) if (length / (step * decade) <= MOST) return step * decade
}
