import { z } from 'zod'
import { reshape } from '../graph/build.ts'
import { sizeOf } from '../spec/shape.ts'
import { defineLayer } from './layer.ts'

/** Keras's Flatten: an image as one vector, rows first, channels last. */
export const flatten = defineLayer('Flatten', {
  settings: z.strictObject({}),
  outputShape: (_settings, input) => [sizeOf(input)],
  forward: (scope, _settings, input) =>
    reshape(scope.graph, input, [
      null,
      input.shape.slice(1).reduce<number>((product, dim) => product * (dim ?? 1), 1),
    ]),
})
