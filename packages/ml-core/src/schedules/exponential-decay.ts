import { z } from 'zod'
import { defineSchedule } from './schedule.ts'
import { epochs } from './settings.ts'

/** Keras's ExponentialDecay: base * decayRate^(epoch / decayEpochs); staircase takes whole powers only. */
export const exponentialDecay = defineSchedule('ExponentialDecay', {
  settings: z.strictObject({
    decayEpochs: epochs.default(1),
    decayRate: z.number().gt(0).max(1).default(0.96),
    staircase: z.boolean().default(false),
  }),
  rate({ decayEpochs, decayRate, staircase }, { baseRate, epoch }) {
    const power = epoch / decayEpochs
    return baseRate * decayRate ** (staircase ? Math.floor(power) : power)
  },
})
