import { z } from 'zod'
import { defineSchedule } from './schedule.ts'
import { share } from './settings.ts'

/**
 * Keras's PolynomialDecay over the steps after the warm-up: (base - end) (1 - step / steps)^power + end,
 * where end is endShare * base. Keras's end is a learning rate; a share stays right when the rate is changed.
 */
export const polynomialDecay = defineSchedule('PolynomialDecay', {
  settings: z.strictObject({ power: z.number().gt(0).max(100).default(1), endShare: share.default(0) }),
  rate: ({ power, endShare }, { baseRate, step, steps }) =>
    baseRate * ((1 - endShare) * (1 - step / steps) ** power + endShare),
})
