import { z } from 'zod'
import { known } from '../graph/build.ts'
import { fraction } from '../spec/settings.ts'
import { drop } from './drop.ts'
import { defineLayer } from './layer.ts'
import { imageShape } from './window.ts'

/**
 * Keras's SpatialDropout2D (Tompson et al., 2015, arXiv 1411.4280): while training, sets a share `rate` of an image's
 * channels to 0, each as a whole, and scales the others by 1 / (1 - rate).
 */
export const spatialDropout2d = defineLayer('SpatialDropout2D', {
  settings: z.strictObject({ rate: fraction }),
  outputShape: (_settings, input) => imageShape(input),
  forward: (scope, { rate }, input) => drop(scope, input, rate, [null, 1, 1, known(input.shape[3])]),
})
