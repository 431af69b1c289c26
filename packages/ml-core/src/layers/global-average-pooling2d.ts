import { z } from 'zod'
import { cast, mean } from '../graph/build.ts'
import { defineLayer } from './layer.ts'
import { imageShape } from './window.ts'

/** Keras's GlobalAveragePooling2D: each channel's mean over the whole image; float32, as sums of bfloat16 lose digits. */
export const globalAveragePooling2d = defineLayer('GlobalAveragePooling2D', {
  settings: z.strictObject({ keepdims: z.boolean().default(false) }),
  outputShape({ keepdims }, input) {
    const [, , channels] = imageShape(input)
    return keepdims ? [1, 1, channels] : [channels]
  },
  forward: ({ graph }, { keepdims }, x) => mean(graph, cast(graph, x, 'float32'), [1, 2], keepdims),
})
