import { z } from 'zod'
import { ints } from '../graph/build.ts'
import { LARGEST_SIZE } from '../spec/settings.ts'
import { defineLayer } from './layer.ts'
import { imageShape } from './window.ts'

type Sides = readonly [number, number]

const width = z.int().min(0).max(LARGEST_SIZE)

/** One number for all sides, [height, width], or [[top, bottom], [left, right]]. */
const paddings = z
  .union([width, z.tuple([width, width]), z.tuple([z.tuple([width, width]), z.tuple([width, width])])], {
    error:
      'must be a whole number, a pair [height, width] or [[top, bottom], [left, right]], each at least 0',
  })
  .transform((value): readonly [Sides, Sides] => {
    if (typeof value === 'number') return [sides(value), sides(value)]
    return [sides(value[0]), sides(value[1])]
  })

const sides = (value: number | Sides): Sides => (typeof value === 'number' ? [value, value] : value)

/** Keras's ZeroPadding2D: rows and columns of zeros around channels-last images. */
export const zeroPadding2d = defineLayer('ZeroPadding2D', {
  settings: z.strictObject({ padding: paddings.default([sides(1), sides(1)]) }),
  outputShape({ padding: [rows, columns] }, input) {
    const [height, width, channels] = imageShape(input)
    return [height + rows[0] + rows[1], width + columns[0] + columns[1], channels]
  },
  forward({ graph }, { padding: [rows, columns] }, x) {
    const widths = [0, 0, ...rows, ...columns, 0, 0]
    return graph.tensor('Pad', [x, ints(graph, widths, undefined, [4, 2])], {})
  },
})
