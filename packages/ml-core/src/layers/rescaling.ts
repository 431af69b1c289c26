import { z } from 'zod'
import { scalar } from '../graph/build.ts'
import { scaleAndShift } from './forward-scope.ts'
import { defineLayer } from './layer.ts'

/** Keras's Rescaling: x * scale + offset. Pixels arrive divided by 255, from 0 to 1. */
export const rescaling = defineLayer('Rescaling', {
  settings: z.strictObject({ scale: z.number(), offset: z.number().default(0) }),
  outputShape: (_settings, input) => input,
  forward: (scope, { scale, offset }, x) =>
    scaleAndShift(scope, x, scalar(scope.graph, scale), scalar(scope.graph, offset)),
})
