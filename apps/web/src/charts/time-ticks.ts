const MOST = 8
const HOUR = 3600
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, HOUR, 2 * HOUR, 6 * HOUR, 12 * HOUR]
const DAY = 24 * HOUR

/** Round moments from zero to so many seconds, at most some eight. */
export function timeTicks(seconds: number): number[] {
  const step = STEPS.find((one) => seconds / one <= MOST) ?? Math.ceil(seconds / DAY / MOST) * DAY
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, at) => at * step)
}

/** `0`, `45 s`, `3 m`, `1 h 30 m`, `2 d`: a round moment in no more units than it needs. */
export function timeTick(seconds: number): string {
  const parts = [
    [Math.floor(seconds / DAY), 'd'],
    [Math.floor((seconds % DAY) / HOUR), 'h'],
    [Math.floor((seconds % HOUR) / 60), 'm'],
    [Math.round(seconds % 60), 's'],
  ] as const
  const told = parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount}\u00a0${unit}`)
  return told.join(' ') || '0'
}
