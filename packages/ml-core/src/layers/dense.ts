import { z } from 'zod'
import { activation, size } from '../spec/settings.ts'
import { formatShape } from '../spec/shape.ts'
import { LayerShapeError } from '../spec/spec-error.ts'
import { forProduct } from './forward-scope.ts'
import { defineLayer } from './layer.ts'

/** Keras's Dense on flat vectors: activation(x kernel + bias). Kernel: inputs x units. */
export const dense = defineLayer('Dense', {
  takesVectors: true,
  settings: z.strictObject({
    units: size,
    activation: activation.default('linear'),
    useBias: z.boolean().default(true),
  }),
  outputShape({ units }, input) {
    if (input.length !== 1)
      throw new LayerShapeError(
        `expects a flat vector but gets ${formatShape(input)}; put a Flatten layer in front of it`,
      )
    return [units]
  },
  weights: ({ units, useBias }, input) => [
    { name: 'kernel', shape: [...input, units], initializer: 'glorotUniform', trainable: true },
    ...(useBias ? [{ name: 'bias', shape: [units], initializer: 'zeros' as const, trainable: true }] : []),
  ],
  forward(scope, settings, input) {
    const { graph } = scope
    const factors = [forProduct(scope, input), forProduct(scope, scope.weight('kernel'))]
    const product = graph.tensor('MatMul', factors, { transpose_a: false, transpose_b: false })
    const biased = settings.useBias
      ? graph.tensor('BiasAdd', [product, forProduct(scope, scope.weight('bias'))], {})
      : product
    return scope.activate(settings.activation, biased)
  },
})
