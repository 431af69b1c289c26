import { z } from 'zod'
import { fraction } from '../spec/settings.ts'
import { drop } from './drop.ts'
import { defineLayer } from './layer.ts'

/** Keras's Dropout: while training, sets a share `rate` of the entries to 0 and scales the others by 1 / (1 - rate). */
export const dropout = defineLayer('Dropout', {
  settings: z.strictObject({ rate: fraction }),
  outputShape: (_settings, input) => input,
  forward: (scope, { rate }, input) => drop(scope, input, rate, input.shape),
})
