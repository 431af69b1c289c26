import { z } from 'zod'
import { padding, pair } from '../spec/settings.ts'
import { defineLayer } from './layer.ts'
import { windowOutput } from './window.ts'

/** Keras's MaxPooling2D on channels-last images; strides default to the pool size. */
export const maxPooling2d = defineLayer('MaxPooling2D', {
  settings: z
    .strictObject({
      poolSize: pair.default([2, 2]),
      strides: pair.optional(),
      padding: padding.default('valid'),
    })
    .transform(({ strides, ...rest }) => ({ ...rest, strides: strides ?? rest.poolSize })),
  outputShape({ poolSize, strides, padding: mode }, input) {
    return [...windowOutput('pool', poolSize, strides, mode, input), ...input.slice(2)]
  },
  forward: (scope, settings, input) =>
    scope.graph.tensor('MaxPool', [input], {
      ksize: [1, ...settings.poolSize, 1],
      strides: [1, ...settings.strides, 1],
      padding: settings.padding === 'same' ? 'SAME' : 'VALID',
    }),
})
