import { z } from 'zod'
import { ints } from '../graph/build.ts'
import { defineLayer } from './layer.ts'
import { imageShape } from './window.ts'

/** Keras's GlobalMaxPooling2D: each channel's largest entry of the whole image. */
export const globalMaxPooling2d = defineLayer('GlobalMaxPooling2D', {
  settings: z.strictObject({ keepdims: z.boolean().default(false) }),
  outputShape({ keepdims }, input) {
    const [, , channels] = imageShape(input)
    return keepdims ? [1, 1, channels] : [channels]
  },
  forward: ({ graph }, { keepdims }, x) =>
    graph.tensor('Max', [x, ints(graph, [1, 2])], { keep_dims: keepdims }),
})
