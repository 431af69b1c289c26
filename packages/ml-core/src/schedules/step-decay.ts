import { z } from 'zod'
import { defineSchedule } from './schedule.ts'
import { epochs } from './settings.ts'

/** PyTorch's StepLR: base * factor^floor(epoch / every). */
export const stepDecay = defineSchedule('StepDecay', {
  settings: z.strictObject({
    every: epochs.default(10),
    factor: z.number().gt(0).max(1).default(0.1),
  }),
  rate: ({ every, factor }, { baseRate, epoch }) => baseRate * factor ** Math.floor(epoch / every),
})
