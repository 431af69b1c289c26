import { defineLayer } from './layer.ts'
import { poolAttributes, poolOutput, poolSettings } from './pool.ts'

/** Keras's AveragePooling2D on channels-last images; with padding "same" the border counts only what lies inside. */
export const averagePooling2d = defineLayer('AveragePooling2D', {
  settings: poolSettings,
  outputShape: poolOutput,
  forward: ({ graph }, settings, x) => graph.tensor('AvgPool', [x], poolAttributes(settings)),
})
