import { z } from 'zod'
import { defineSchedule } from './schedule.ts'
import { share } from './settings.ts'

/**
 * Keras's CosineDecay (Loshchilov and Hutter, 2016, arXiv 1608.03983) over the steps after the warm-up, down to
 * alpha * base: base * ((1 - alpha) (1 + cos(pi step / steps)) / 2 + alpha).
 */
export const cosineDecay = defineSchedule('CosineDecay', {
  settings: z.strictObject({ alpha: share.default(0) }),
  rate: ({ alpha }, { baseRate, step, steps }) =>
    baseRate * ((1 - alpha) * 0.5 * (1 + Math.cos((Math.PI * step) / steps)) + alpha),
})
