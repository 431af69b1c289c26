import { z } from 'zod'
import { activation as activationName } from '../spec/settings.ts'
import { defineLayer } from './layer.ts'

/** Keras's Activation: an activation as a layer of its own. */
export const activation = defineLayer('Activation', {
  settings: z.strictObject({ activation: activationName }),
  outputShape: (_settings, input) => input,
  forward: (scope, settings, input) => scope.activate(settings.activation, input),
})
