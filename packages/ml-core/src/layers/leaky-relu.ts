import { z } from 'zod'
import { defineLayer } from './layer.ts'

/** Keras's LeakyReLU: x above 0, negativeSlope * x below. */
export const leakyReLU = defineLayer('LeakyReLU', {
  settings: z.strictObject({ negativeSlope: z.number().min(0).default(0.3) }),
  outputShape: (_settings, input) => input,
  forward: ({ graph }, { negativeSlope }, x) => graph.tensor('LeakyRelu', [x], { alpha: negativeSlope }),
})
