import { z } from 'zod'
import { defineSchedule } from './schedule.ts'
import { epochs, learningRate } from './settings.ts'

/**
 * Keras's PiecewiseConstantDecay: values[0] for the first boundaries[0] epochs, then values[1], and so on.
 * The values are learning rates, as in Keras; the optimizer's own is not looked at.
 */
export const piecewiseConstantDecay = defineSchedule('PiecewiseConstantDecay', {
  ignoresBaseRate: true,
  settings: z
    .strictObject({
      boundaries: z
        .array(epochs)
        .min(1)
        .max(100)
        .refine(
          (list) => list.every((entry, index) => index === 0 || entry > (list[index - 1] ?? 0)),
          'must rise from one to the next',
        ),
      values: z.array(learningRate).min(2).max(101),
    })
    .refine(({ boundaries, values }) => values.length === boundaries.length + 1, {
      path: ['values'],
      error: 'must have one entry more than boundaries',
    }),
  rate: ({ boundaries, values }, { baseRate, epoch }) =>
    values[boundaries.filter((boundary) => epoch >= boundary).length] ?? baseRate,
})
