import { z } from 'zod'
import { defineSchedule } from './schedule.ts'

/**
 * PyTorch's OneCycleLR (Smith and Topin, 2017, arXiv 1708.07120), its two phases: up from base / initialDivisor to
 * the base, which is the peak, at the share peakAt of the run; then down to base / initialDivisor / finalDivisor.
 */
export const oneCycle = defineSchedule('OneCycle', {
  settings: z.strictObject({
    peakAt: z.number().min(0).max(1).default(0.3),
    initialDivisor: z.number().min(1).max(1e9).default(25),
    finalDivisor: z.number().min(1).max(1e9).default(1e4),
    anneal: z.enum(['cosine', 'linear']).default('cosine'),
  }),
  rate({ peakAt, initialDivisor, finalDivisor, anneal }, { baseRate, step, steps }) {
    const start = baseRate / initialDivisor
    const [peak, last] = [peakAt * steps - 1, steps - 1]
    const share = (from: number, to: number): number =>
      to > from ? Math.min(1, (step - from) / (to - from)) : 1
    return step <= peak
      ? between[anneal](start, baseRate, share(0, peak))
      : between[anneal](baseRate, start / finalDivisor, share(Math.max(0, peak), last))
  },
})

/** PyTorch's annealing functions: from `start` to `end` as `share` goes from 0 to 1. */
const between = {
  linear: (start: number, end: number, share: number): number => start + (end - start) * share,
  cosine: (start: number, end: number, share: number): number =>
    end + ((start - end) / 2) * (1 + Math.cos(Math.PI * share)),
}
