import { pair } from '../spec/settings.ts'
import { defineLayer } from './layer.ts'
import { poolAttributes, poolOutput, poolSettings } from './pool.ts'

/** Keras's MaxPooling2D on channels-last images; strides default to the pool size. */
export const maxPooling2d = defineLayer('MaxPooling2D', {
  settings: poolSettings(pair.default([2, 2])),
  outputShape: poolOutput,
  forward: ({ graph }, settings, x) => graph.tensor('MaxPool', [x], poolAttributes(settings)),
})
